/* SPDX-License-Identifier: MIT */
/*
 * nnkern_generic.c -- kernels of neural networks for any processor.
 */
#define W    4
#define REGS 16
#define KERN generic
#include "seq/nnkern_template.h"
