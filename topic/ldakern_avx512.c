/* SPDX-License-Identifier: MIT */
/*
 * ldakern_avx512.c -- the sampler with AVX-512.
 */
#ifdef __x86_64__
#define KERN avx512
#include "topic/ldakern_template.h"
#else
typedef int qn_lda_kern_avx512_is_not_for_this_processor;
#endif
