/* SPDX-License-Identifier: MIT */
/*
 * langidbox.h -- the model in the box: the bytes of embed/langid.safetensors,
 * part of the library, so that a program copied alone has it too.
 */
#ifndef QN_EMBED_LANGIDBOX_H
#define QN_EMBED_LANGIDBOX_H

#include <stdint.h>

extern const uint8_t qn_langid_box[];     /* 64-byte aligned */
extern const uint64_t qn_langid_box_size; /* bytes of it      */
#endif
