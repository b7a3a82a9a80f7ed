/* SPDX-License-Identifier: MIT */
/*
 * factorkern.c -- which kernels.
 */
#include "topic/factorkern.h"

#include <string.h>

#include "base/kern.h"

extern const struct qn_factor_kern qn_factor_kern_generic;
#ifdef __x86_64__
extern const struct qn_factor_kern qn_factor_kern_avx2, qn_factor_kern_avx512;
#endif

const struct qn_factor_kern *qn_factor_kern(void)
{
#ifdef __x86_64__
	if (strcmp(qn_kern_name(), "avx512") == 0)
		return &qn_factor_kern_avx512;
	if (strcmp(qn_kern_name(), "avx2") == 0)
		return &qn_factor_kern_avx2;
#endif
	return &qn_factor_kern_generic;
}
