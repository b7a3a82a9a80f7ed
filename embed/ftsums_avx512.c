/* SPDX-License-Identifier: MIT */
/*
 * ftsums_avx512.c -- a classifier's sums with AVX-512.
 */
#ifdef __x86_64__
#define W    16
#define KERN avx512
#include "embed/ftsums_template.h"
#else
typedef int qn_ft_sums_avx512_is_not_for_this_processor;
#endif
