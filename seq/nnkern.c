/* SPDX-License-Identifier: MIT */
/*
 * nnkern.c -- which kernels.
 */
#include "seq/nnkern.h"

#include <string.h>

#include "base/kern.h"

extern const struct qn_nnkern qn_nnkern_generic;
#ifdef __x86_64__
extern const struct qn_nnkern qn_nnkern_avx2, qn_nnkern_avx512;
#endif

const struct qn_nnkern *qn_nnkern_named(const char *name)
{
	if (!qn_kern_named(name))
		return NULL;
#ifdef __x86_64__
	if (strcmp(name, "avx512") == 0)
		return &qn_nnkern_avx512;
	if (strcmp(name, "avx2") == 0)
		return &qn_nnkern_avx2;
#endif
	return &qn_nnkern_generic;
}

const struct qn_nnkern *qn_nnkern(void)
{
	return qn_nnkern_named(qn_kern_name());
}
