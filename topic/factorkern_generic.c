/* SPDX-License-Identifier: MIT */
/*
 * factorkern_generic.c -- the loops of factors for any processor.
 */
#define W    4
#define KERN generic
#include "topic/factorkern_template.h"
