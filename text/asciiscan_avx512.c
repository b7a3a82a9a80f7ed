/* SPDX-License-Identifier: MIT */
/*
 * asciiscan_avx512.c -- bytes of words with AVX-512.
 */
#ifdef __x86_64__
#define W    64
#define KERN avx512
#include "text/asciiscan_template.h"
#else
typedef int qn_ascii_scan_avx512_is_not_for_this_processor;
#endif
