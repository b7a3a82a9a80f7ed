/* SPDX-License-Identifier: MIT */
/*
 * decode.c -- ucnv_convertEx() from the encoding through a pivot to UTF-8.
 */
#include "text/decode.h"

#include <stdlib.h>
#include <unicode/ucnv.h>

#include "base/mem.h"

#define PIVOT 4096 /* UTF-16 units between the two converters */

struct qn_decoder {
	UConverter *from, *to;
	char *name;
	bool fresh;   /* nothing was fed so far                    */
	size_t bytes; /* taken so far, for messages                */
	UChar pivot[PIVOT], *source, *target;
};

static void set_callback(UConverter *from, enum qn_invalid invalid,
                         UErrorCode *u)
{
	UConverterToUCallback what = UCNV_TO_U_CALLBACK_STOP;
	if (invalid == QN_INVALID_REPLACE)
		what = UCNV_TO_U_CALLBACK_SUBSTITUTE;
	else if (invalid == QN_INVALID_SKIP)
		what = UCNV_TO_U_CALLBACK_SKIP;
	ucnv_setToUCallBack(from, what, NULL, NULL, NULL, u);
}

struct qn_decoder *qn_decoder_new(const char *encoding, enum qn_invalid invalid,
                                  struct qn_err *e)
{
	if (e->failed)
		return NULL;
	UErrorCode u = U_ZERO_ERROR;
	struct qn_decoder *d = qn_calloc(1, sizeof *d);
	d->name = qn_strndup(encoding, strlen(encoding));
	/* ICU takes an empty name for the locale's encoding. */
	d->from = *encoding ? ucnv_open(encoding, &u) : NULL;
	d->to = ucnv_open("UTF-8", &u);
	if (d->from && d->to)
		set_callback(d->from, invalid, &u);
	d->source = d->target = d->pivot;
	d->fresh = true;
	if (d->from && d->to && U_SUCCESS(u))
		return d;
	qn_fail(e, "no encoding is called \"%s\"; `uconv -l` lists them",
	        encoding);
	qn_decoder_free(d);
	return NULL;
}

void qn_decoder_free(struct qn_decoder *d)
{
	if (!d)
		return;
	ucnv_close(d->from);
	ucnv_close(d->to);
	free(d->name);
	free(d);
}

bool qn_decoder_feed(struct qn_decoder *d, struct qn_slice bytes, bool last,
                     struct qn_buf *out, struct qn_err *e)
{
	/* A converter wants to see no NULL, even with nothing to read. */
	const char *p = bytes.n ? bytes.p : "", *begin = p, *end = p + bytes.n;
	UErrorCode u = U_BUFFER_OVERFLOW_ERROR;
	while (u == U_BUFFER_OVERFLOW_ERROR && !e->failed) {
		qn_buf_reserve(out, 2 * (size_t)(end - p) + 64);
		char *to = out->p + out->n;
		u = U_ZERO_ERROR;
		ucnv_convertEx(d->to, d->from, &to, out->p + out->cap - 1, &p,
		               end, d->pivot, &d->source, &d->target,
		               d->pivot + PIVOT, d->fresh, last, &u);
		d->fresh = false;
		out->n = (size_t)(to - out->p);
		out->p[out->n] = '\0';
	}
	d->bytes += (size_t)(p - begin);
	if (U_FAILURE(u))
		return qn_fail(e,
		               "not %s near byte %zu; use --invalid=replace "
		               "to go on",
		               d->name, d->bytes);
	return !e->failed;
}
