/* SPDX-License-Identifier: MIT */
/*
 * kern_neon.c -- kernels for arm64: vectors of 4, 32 registers.
 */
#ifdef __aarch64__
#define W    4
#define REGS 32
#define KERN neon
#include "base/kern_template.h"
#else
typedef int qn_kern_neon_is_not_for_this_processor;
#endif
