/* SPDX-License-Identifier: MIT */
/*
 * asset.h -- a file of the repository among the constants: the assembler reads
 * it, so the Makefile says that the object depends on it.
 *
 *	QN_ASSET("some_page", "apps/some_page.html")
 *	extern const char some_page[];
 *	extern const uint64_t some_page_size;    in bytes
 */
#ifndef QN_BASE_ASSET_H
#define QN_BASE_ASSET_H

#ifdef __APPLE__
#define QN_ASSET_SECTION   ".const_data"
#define QN_ASSET_SYMBOL(s) "_" s
#define QN_ASSET_HIDDEN    ".private_extern "
#else
#define QN_ASSET_SECTION   ".section .rodata"
#define QN_ASSET_SYMBOL(s) s
#define QN_ASSET_HIDDEN    ".hidden "
#endif
/* clang-format off */
#define QN_ASSET_LABEL(s)                                                      \
	".globl " QN_ASSET_SYMBOL(s) "\n"                                      \
	QN_ASSET_HIDDEN QN_ASSET_SYMBOL(s) "\n"                                \
	QN_ASSET_SYMBOL(s) ":\n"
#define QN_ASSET(name, path)                                                   \
	__asm__(QN_ASSET_SECTION "\n"                                          \
	        ".balign 64\n"                                                 \
	        QN_ASSET_LABEL(name)                                           \
	        ".incbin \"" path "\"\n"                                       \
	        "9:\n"                                                         \
	        ".balign 8\n"                                                  \
	        QN_ASSET_LABEL(name "_size")                                   \
	        ".quad 9b - " QN_ASSET_SYMBOL(name) "\n"                       \
	        ".text\n");
/* clang-format on */
#endif
