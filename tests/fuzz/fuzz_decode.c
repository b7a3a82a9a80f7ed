/* SPDX-License-Identifier: MIT */
/*
 * fuzz_decode.c -- any bytes in any of some encodings: UTF-8 comes of them,
 * the same in however many pieces they are fed.  The first byte chooses the
 * encoding and what to do with bad bytes, the second the size of a piece.
 */
#include <stdint.h>
#include <stdlib.h>

#include "text/decode.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {
    "latin1",     "windows-1252", "UTF-16",    "UTF-16LE", "UTF-16BE",
    "UTF-32",     "UTF-7",        "Shift_JIS", "EUC-JP",   "ISO-2022-JP",
    "GB18030",    "Big5",         "EUC-KR",    "KOI8-R",   "ISO-2022-KR",
    "HZ-GB-2312", "IBM-1047",     "SCSU",      "BOCU-1",   "CESU-8",
    "US-ASCII",   "ISO-8859-8"};

static bool decode(const char *name, enum qn_invalid invalid,
                   struct qn_slice bytes, size_t step, struct qn_buf *out)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_decoder *d = qn_decoder_new(name, invalid, &e);
	if (!d)
		abort();
	bool last = false;
	for (size_t at = 0; !last && !e.failed; at += step) {
		size_t left = bytes.n - at, n = step < left ? step : left;
		last = n == left;
		qn_decoder_feed(d, (struct qn_slice){bytes.p + at, n}, last,
		                out, &e);
	}
	qn_decoder_free(d);
	return !e.failed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	const char *name = names[data[0] / 3 % (sizeof names / sizeof *names)];
	enum qn_invalid invalid = data[0] % 3;
	struct qn_slice bytes = {(const char *)data + 2, size - 2};
	struct qn_buf whole = {.p = NULL}, parts = {.p = NULL};
	bool ok = decode(name, invalid, bytes, size, &whole);
	bool again = decode(name, invalid, bytes, 1 + data[1], &parts);
	if (ok != again ||
	    (ok && !qn_slice_eq(qn_buf_slice(&whole), qn_buf_slice(&parts))))
		abort();
	if (whole.n && qn_utf8_check(qn_buf_slice(&whole)) != whole.n)
		abort();
	qn_buf_release(&whole);
	qn_buf_release(&parts);
	return 0;
}
