/* SPDX-License-Identifier: MIT */
/*
 * page.h -- a page of the box (base/asset.h), cut in two where its data go.
 *
 *	<html> ... <script>   where data go   ... </script></html>
 *	      before                     behind
 */
#ifndef QN_APPS_PAGE_H
#define QN_APPS_PAGE_H

#include "base/buf.h"

struct page {
	struct qn_slice before, behind;
};

/* Cut html[n] at `place`, which is in it and belongs to neither half. */
struct page page_cut(const char *html, size_t n, const char *place);
#endif
