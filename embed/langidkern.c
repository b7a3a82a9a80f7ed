/* SPDX-License-Identifier: MIT */
/*
 * langidkern.c -- which kernels.
 */
#include "embed/langidkern.h"

#include <math.h>
#include <string.h>

#include "base/kern.h"

extern const struct qn_langid_kern qn_langid_kern_generic;
#ifdef __x86_64__
extern const struct qn_langid_kern qn_langid_kern_avx2, qn_langid_kern_avx512;
#endif

const struct qn_langid_kern *qn_langid_kern_named(const char *name)
{
	if (!qn_kern_named(name))
		return NULL;
#ifdef __x86_64__
	if (strcmp(name, "avx512") == 0)
		return &qn_langid_kern_avx512;
	if (strcmp(name, "avx2") == 0)
		return &qn_langid_kern_avx2;
#endif
	return &qn_langid_kern_generic;
}

const struct qn_langid_kern *qn_langid_kern(void)
{
	return qn_langid_kern_named(qn_kern_name());
}

/* Between the mean (power 1), which knows nothing of how much was said, and
 * the sum: measured best from 0.5 to 0.75. */
float qn_langid_scale(size_t n)
{
	return powf((float)n, -0.6f);
}
