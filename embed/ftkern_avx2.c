/* SPDX-License-Identifier: MIT */
/*
 * ftkern_avx2.c -- fastText's kernels with AVX2.
 */
#ifdef __x86_64__
#define W    8
#define KERN avx2
#include "embed/ftkern_template.h"
#else
typedef int qn_ft_kern_avx2_is_not_for_this_processor;
#endif
