/* SPDX-License-Identifier: MIT */
/*
 * numberlist.c -- see numberlist.h.
 */
#include "base/numberlist.h"

#include <stdbool.h>
#include <stdlib.h>

size_t qn_numberlist_take(const char **list, size_t most)
{
	char *end;
	unsigned long n = strtoul(*list, &end, 10);
	bool ok = **list >= '0' && **list <= '9' && n <= most &&
	          (!*end || (*end == ',' && end[1]));
	*list = *end ? end + 1 : end;
	return ok ? n : 0;
}
