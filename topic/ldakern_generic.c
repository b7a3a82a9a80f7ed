/* SPDX-License-Identifier: MIT */
/*
 * ldakern_generic.c -- the sampler for any processor.
 */
#define KERN generic
#include "topic/ldakern_template.h"
