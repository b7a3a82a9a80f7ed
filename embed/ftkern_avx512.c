/* SPDX-License-Identifier: MIT */
/*
 * ftkern_avx512.c -- fastText's kernels with AVX-512.
 */
#ifdef __x86_64__
#define W    16
#define KERN avx512
#include "embed/ftkern_template.h"
#else
typedef int qn_ft_kern_avx512_is_not_for_this_processor;
#endif
