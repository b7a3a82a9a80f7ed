/* SPDX-License-Identifier: MIT */
/*
 * fuzz_tokenize.c -- any line with any options.  The first two bytes choose
 * the options; the rest is the line.
 *
 * Beyond not crashing: in mode icu with nothing asked, tokens follow each
 * other in the line as they stand there.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/tokenize.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct qn_tokenizer_options options_of(uint8_t a, uint8_t b)
{
	return (struct qn_tokenizer_options){.mode = a & 1 ? QN_TOKEN_SPACE
	                                                   : QN_TOKEN_ICU,
	                                     .invalid = (a >> 1) % 3,
	                                     .form = (a >> 3) % 3,
	                                     .punct = (a >> 5) % 2,
	                                     .numbers = (a >> 6) % 3,
	                                     .lower = b & 1,
	                                     .fold_accents = b & 2,
	                                     .min_length = (b >> 2) % 4};
}

/* Take `token` off the beginning of `rest`, and what stands before it. */
static void find(struct qn_slice *rest, struct qn_slice token)
{
	const char *at = memmem(rest->p, rest->n, token.p, token.n);
	if (!at)
		abort();
	rest->n -= (size_t)(at - rest->p) + token.n;
	rest->p = at + token.n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer_options o = options_of(data[0], data[1]);
	struct qn_tokenizer *t = qn_tokenizer_new(&o, &e);
	struct qn_slice line = {(const char *)data + 2, size - 2}, token;
	bool plain = data[0] == 0 && data[1] == 0;
	bool valid = qn_utf8_check(line) == line.n;
	bool ok = qn_tokenizer_begin(t, line, &e);
	if (plain && ok != valid)
		abort();
	while (ok && qn_tokenizer_next(t, &token, &e)) {
		if (token.n == 0)
			abort();
		if (o.mode == QN_TOKEN_ICU && qn_utf8_check(token) != token.n)
			abort();
		if (plain)
			find(&line, token);
	}
	qn_tokenizer_free(t);
	return 0;
}
