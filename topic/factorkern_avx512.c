/* SPDX-License-Identifier: MIT */
/*
 * factorkern_avx512.c -- the loops of factors with AVX-512.
 */
#ifdef __x86_64__
#define W    16
#define KERN avx512
#include "topic/factorkern_template.h"
#else
typedef int qn_factor_kern_avx512_is_not_for_this_processor;
#endif
