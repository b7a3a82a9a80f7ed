/* SPDX-License-Identifier: MIT */
/*
 * page.c -- see page.h.
 */
#define _GNU_SOURCE /* memmem */
#include "apps/page.h"

#include <string.h>

struct page page_cut(const char *html, size_t n, const char *place)
{
	size_t length = strlen(place);
	const char *at = memmem(html, n, place, length);
	const char *rest = at + length;
	return (struct page){{html, (size_t)(at - html)},
	                     {rest, (size_t)(html + n - rest)}};
}
