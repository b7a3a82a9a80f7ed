/* SPDX-License-Identifier: MIT */
/*
 * langidkern_generic.c -- kernels of language identification for any processor.
 */
#define KERN generic
#include "embed/langidkern_template.h"
