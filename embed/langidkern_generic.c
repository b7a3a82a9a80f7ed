/* SPDX-License-Identifier: MIT */
/*
 * langidkern_generic.c -- kernels of language identification for any processor.
 */
#define W    4
#define KERN generic
#include "embed/langidkern_template.h"
