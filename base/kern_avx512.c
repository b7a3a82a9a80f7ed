/* SPDX-License-Identifier: MIT */
/*
 * kern_avx512.c -- kernels for x86-64 with AVX-512 F, BW, DQ, VL: vectors of
 * 16, 32 registers.
 */
#ifdef __x86_64__
#define W    16
#define REGS 32
#define KERN avx512
#include "base/kern_template.h"
#else
typedef int qn_kern_avx512_is_not_for_this_processor;
#endif
