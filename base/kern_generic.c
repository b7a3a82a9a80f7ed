/* SPDX-License-Identifier: MIT */
/*
 * kern_generic.c -- kernels for any processor: vectors of 4, as SSE2 and NEON
 * both have them.
 */
#define W    4
#define REGS 16
#define KERN generic
#include "base/kern_template.h"
