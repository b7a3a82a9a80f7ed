/* SPDX-License-Identifier: MIT */
/*
 * factorkern_avx2.c -- the loops of factors with AVX2.
 */
#ifdef __x86_64__
#define W    8
#define KERN avx2
#include "topic/factorkern_template.h"
#else
typedef int qn_factor_kern_avx2_is_not_for_this_processor;
#endif
