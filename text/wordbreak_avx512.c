/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_avx512.c -- word boundaries of ASCII with AVX-512.
 */
#ifdef __x86_64__
#define W    64
#define KERN avx512
#include "text/wordbreak_template.h"
#else
typedef int qn_ascii_avx512_is_not_for_this_processor;
#endif
