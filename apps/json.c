/* SPDX-License-Identifier: MIT */
/*
 * json.c -- see json.h.
 */
#include "apps/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

static void add_escaped(struct qn_buf *b, char c)
{
	if (c == '"' || c == '\\')
		qn_buf_printf(b, "\\%c", c);
	else
		qn_buf_printf(b, "\\u%04x", (unsigned)(unsigned char)c);
}

void json_add_string(struct qn_buf *b, struct qn_slice s)
{
	qn_buf_putc(b, '"');
	for (size_t i = 0, from; i < s.n;) {
		UChar32 c;
		from = i;
		U8_NEXT(s.p, i, s.n, c);
		if (c < 0)
			qn_buf_puts(b, "\\ufffd");
		else if (c < 0x20 || c == '"' || c == '\\')
			add_escaped(b, s.p[from]);
		else
			qn_buf_add(b, s.p + from, i - from);
	}
	qn_buf_putc(b, '"');
}

void json_put_string(struct qn_output *out, struct qn_slice s)
{
	struct qn_buf b = {.p = NULL};
	json_add_string(&b, s);
	qn_output_write(out, b.p, b.n);
	qn_buf_release(&b);
}

void json_put_number(struct qn_output *out, double x)
{
	if (isfinite(x))
		qn_output_printf(out, "%.9g", x);
	else
		qn_output_puts(out, "null");
}

void json_add_shortest(struct qn_buf *b, double x)
{
	char text[32];
	int digits = 1;
	do
		snprintf(text, sizeof text, "%.*e", digits - 1, x);
	while (strtod(text, NULL) != x && ++digits <= 17);
	int power = atoi(strchr(text, 'e') + 1);
	if (power < -4 || power >= 16)
		snprintf(text, sizeof text, "%.*g", digits, x);
	else
		snprintf(text, sizeof text, "%.*f",
		         digits - 1 > power + 1 ? digits - 1 - power : 1, x);
	qn_buf_puts(b, text);
}

void json_put_in_script(struct qn_output *out, struct qn_slice json)
{
	const char *from = json.p, *end = json.p + json.n, *less;
	while ((less = memchr(from, '<', (size_t)(end - from)))) {
		qn_output_write(out, from, (size_t)(less - from));
		qn_output_puts(out, "\\u003c");
		from = less + 1;
	}
	qn_output_write(out, from, (size_t)(end - from));
}
