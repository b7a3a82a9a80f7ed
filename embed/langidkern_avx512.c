/* SPDX-License-Identifier: MIT */
/*
 * langidkern_avx512.c -- kernels of language identification with AVX-512.
 */
#ifdef __x86_64__
#define W    16
#define KERN avx512
#include "embed/langidkern_template.h"
#else
typedef int qn_langid_kern_avx512_is_not_for_this_processor;
#endif
