/* SPDX-License-Identifier: MIT */
/*
 * langidbox.c -- the model's file.
 */
#include "embed/langidbox.h"

#include "base/asset.h"

QN_ASSET("qn_langid_box", "embed/langid.safetensors")
