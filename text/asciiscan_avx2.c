/* SPDX-License-Identifier: MIT */
/*
 * asciiscan_avx2.c -- bytes of words with AVX2.
 */
#ifdef __x86_64__
#define W    32
#define KERN avx2
#include "text/asciiscan_template.h"
#else
typedef int qn_ascii_scan_avx2_is_not_for_this_processor;
#endif
