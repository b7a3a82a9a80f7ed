/* SPDX-License-Identifier: MIT */
/*
 * tensorname.h -- a tensor's name put together, in room of its own: "source."
 * and "merges", a matrix's name and ".scale".
 */
#ifndef QN_BASE_TENSORNAME_H
#define QN_BASE_TENSORNAME_H

#include <stdio.h>

struct qn_tensor_name {
	char text[80];
};

static inline const char *qn_tensor_named(struct qn_tensor_name *name,
                                          const char *before,
                                          const char *behind)
{
	snprintf(name->text, sizeof name->text, "%s%s", before, behind);
	return name->text;
}
#endif
