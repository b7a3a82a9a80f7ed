/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_avx2.c -- word boundaries of ASCII with AVX2.
 */
#ifdef __x86_64__
#define W    32
#define KERN avx2
#include "text/wordbreak_template.h"
#else
typedef int qn_ascii_avx2_is_not_for_this_processor;
#endif
