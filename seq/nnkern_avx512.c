/* SPDX-License-Identifier: MIT */
/*
 * nnkern_avx512.c -- kernels of neural networks with AVX-512.
 */
#ifdef __x86_64__
#define W    16
#define REGS 32
#define KERN avx512
#include "seq/nnkern_template.h"
#else
typedef int qn_nnkern_avx512_is_not_for_this_processor;
#endif
