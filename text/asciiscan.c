/* SPDX-License-Identifier: MIT */
/*
 * asciiscan.c -- which kernel.
 */
#include "text/asciiscan.h"

#include <string.h>

#include "base/kern.h"

extern qn_ascii_scan_fn *const qn_ascii_scan_generic;
#ifdef __x86_64__
extern qn_ascii_scan_fn *const qn_ascii_scan_avx2, *const qn_ascii_scan_avx512;
#endif

qn_ascii_scan_fn *qn_ascii_scan(void)
{
#ifdef __x86_64__
	if (strcmp(qn_kern_name(), "avx512") == 0)
		return qn_ascii_scan_avx512;
	if (strcmp(qn_kern_name(), "avx2") == 0)
		return qn_ascii_scan_avx2;
#endif
	return qn_ascii_scan_generic;
}
