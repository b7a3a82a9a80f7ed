/* SPDX-License-Identifier: MIT */
/*
 * ftsums_generic.c -- a classifier's sums with vectors of 128 bits, which every processor has.
 */
#define W    4
#define KERN generic
#include "embed/ftsums_template.h"
