/* SPDX-License-Identifier: MIT */
/*
 * ftsums_avx2.c -- a classifier's sums with AVX2.
 */
#ifdef __x86_64__
#define W    8
#define KERN avx2
#include "embed/ftsums_template.h"
#else
typedef int qn_ft_sums_avx2_is_not_for_this_processor;
#endif
