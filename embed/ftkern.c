/* SPDX-License-Identifier: MIT */
/*
 * ftkern.c -- which kernels.
 */
#include "embed/ftkern.h"

#include <string.h>

#include "base/kern.h"

extern const struct qn_ft_kern qn_ft_kern_generic;
#ifdef __x86_64__
extern const struct qn_ft_kern qn_ft_kern_avx2, qn_ft_kern_avx512;
#endif

const struct qn_ft_kern *qn_ft_kern(void)
{
#ifdef __x86_64__
	if (strcmp(qn_kern_name(), "avx512") == 0)
		return &qn_ft_kern_avx512;
	if (strcmp(qn_kern_name(), "avx2") == 0)
		return &qn_ft_kern_avx2;
#endif
	return &qn_ft_kern_generic;
}
