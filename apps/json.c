/* SPDX-License-Identifier: MIT */
/*
 * json.c -- see json.h.
 */
#include "apps/json.h"

#include <math.h>
#include <unicode/utf8.h>

static void put_escaped(struct qn_output *out, char c)
{
	if (c == '"' || c == '\\')
		qn_output_printf(out, "\\%c", c);
	else
		qn_output_printf(out, "\\u%04x", (unsigned)(unsigned char)c);
}

void json_put_string(struct qn_output *out, struct qn_slice s)
{
	qn_output_puts(out, "\"");
	for (size_t i = 0, from; i < s.n;) {
		UChar32 c;
		from = i;
		U8_NEXT(s.p, i, s.n, c);
		if (c < 0)
			qn_output_puts(out, "\\ufffd");
		else if (c < 0x20 || c == '"' || c == '\\')
			put_escaped(out, s.p[from]);
		else
			qn_output_write(out, s.p + from, i - from);
	}
	qn_output_puts(out, "\"");
}

void json_put_number(struct qn_output *out, double x)
{
	if (isfinite(x))
		qn_output_printf(out, "%.9g", x);
	else
		qn_output_puts(out, "null");
}
