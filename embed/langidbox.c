/* SPDX-License-Identifier: MIT */
/*
 * langidbox.c -- a file among the constants: the assembler reads it (the
 * Makefile says that this object depends on it).
 */
#include "embed/langidbox.h"

#ifdef __APPLE__
#define SECTION   ".const_data"
#define SYMBOL(s) "_" s
#define HIDDEN    ".private_extern "
#else
#define SECTION   ".section .rodata"
#define SYMBOL(s) s
#define HIDDEN    ".hidden "
#endif
#define LABEL(s) ".globl " SYMBOL(s) "\n" HIDDEN SYMBOL(s) "\n" SYMBOL(s) ":\n"

/* clang-format off */
__asm__(SECTION "\n"
        ".balign 64\n"
        LABEL("qn_langid_box")
        ".incbin \"embed/langid.safetensors\"\n"
        "9:\n"
        ".balign 8\n"
        LABEL("qn_langid_box_size")
        ".quad 9b - " SYMBOL("qn_langid_box") "\n"
        ".text\n");
