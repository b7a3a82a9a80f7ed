/* SPDX-License-Identifier: MIT */
/*
 * ftkern_generic.c -- fastText's kernels with vectors of 128 bits, which every
 * processor has.
 */
#define W    4
#define KERN generic
#include "embed/ftkern_template.h"
