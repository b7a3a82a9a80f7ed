/* SPDX-License-Identifier: MIT */
/*
 * ldakern.c -- which kernels.
 */
#include "topic/ldakern.h"

#include <string.h>

#include "base/kern.h"

extern const struct qn_lda_kern qn_lda_kern_generic;
#ifdef __x86_64__
extern const struct qn_lda_kern qn_lda_kern_avx2, qn_lda_kern_avx512;
#endif

const struct qn_lda_kern *qn_lda_kern(void)
{
#ifdef __x86_64__
	if (strcmp(qn_kern_name(), "avx512") == 0)
		return &qn_lda_kern_avx512;
	if (strcmp(qn_kern_name(), "avx2") == 0)
		return &qn_lda_kern_avx2;
#endif
	return &qn_lda_kern_generic;
}
