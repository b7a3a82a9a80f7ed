/* SPDX-License-Identifier: MIT */
/*
 * nnkern_avx2.c -- kernels of neural networks with AVX2.
 */
#ifdef __x86_64__
#define W    8
#define REGS 16
#define KERN avx2
#include "seq/nnkern_template.h"
#else
typedef int qn_nnkern_avx2_is_not_for_this_processor;
#endif
