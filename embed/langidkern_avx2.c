/* SPDX-License-Identifier: MIT */
/*
 * langidkern_avx2.c -- kernels of language identification with AVX2.
 */
#ifdef __x86_64__
#define W    8
#define KERN avx2
#include "embed/langidkern_template.h"
#else
typedef int qn_langid_kern_avx2_is_not_for_this_processor;
#endif
