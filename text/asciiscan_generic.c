/* SPDX-License-Identifier: MIT */
/*
 * asciiscan_generic.c -- bytes of words on any processor.
 */
#define W    16
#define KERN generic
#include "text/asciiscan_template.h"
