/* SPDX-License-Identifier: MIT */
/*
 * ldakern_avx2.c -- the sampler with AVX2.
 */
#ifdef __x86_64__
#define KERN avx2
#include "topic/ldakern_template.h"
#else
typedef int qn_lda_kern_avx2_is_not_for_this_processor;
#endif
