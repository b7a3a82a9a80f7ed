/* SPDX-License-Identifier: MIT */
/*
 * kern_avx2.c -- kernels for x86-64 with AVX2 and FMA: vectors of 8, 16
 * registers.
 */
#ifdef __x86_64__
#define W    8
#define REGS 16
#define KERN avx2
#include "base/kern_template.h"
#else
typedef int qn_kern_avx2_is_not_for_this_processor;
#endif
