/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_generic.c -- word boundaries of ASCII on any processor.
 */
#define W    16
#define KERN generic
#include "text/wordbreak_template.h"
