/* SPDX-License-Identifier: MIT */
/*
 * ftsums.c -- which kernels.
 */
#include "embed/ftsums.h"

#include <string.h>

#include "base/kern.h"

extern const struct qn_ft_sums qn_ft_sums_generic;
#ifdef __x86_64__
extern const struct qn_ft_sums qn_ft_sums_avx2, qn_ft_sums_avx512;
#endif

const struct qn_ft_sums *qn_ft_sums(void)
{
#ifdef __x86_64__
	if (strcmp(qn_kern_name(), "avx512") == 0)
		return &qn_ft_sums_avx512;
	if (strcmp(qn_kern_name(), "avx2") == 0)
		return &qn_ft_sums_avx2;
#endif
	return &qn_ft_sums_generic;
}
