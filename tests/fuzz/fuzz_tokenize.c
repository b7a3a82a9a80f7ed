/* SPDX-License-Identifier: MIT */
/*
 * fuzz_tokenize.c -- any text with any options.  The first four bytes choose
 * the options; the rest is the text.
 *
 * Beyond not crashing: tokens are no longer than promised and stand in their
 * order where they say; pieces put together are the text, whatever its bytes,
 * and cutting it in parts gives the same ones; sentences put together are the
 * text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/sentence.h"
#include "text/tokenize.h"
#include "text/unicode.h"
#include "text/wordbreak.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const stems[] = {NULL,      "porter", "english", "turkish",
                                    "russian", "arabic", "tamil",   "yiddish"};
static const char *const locales[] = {NULL, "tr", "lt", "el"};

static struct qn_tokenizer_options options_of(const uint8_t *b)
{
	return (struct qn_tokenizer_options){.mode = (b[0] & 3) % 3,
	                                     .invalid = (b[0] >> 2 & 3) % 3,
	                                     .form = (b[0] >> 4 & 3) % 3,
	                                     .punct = b[0] >> 6 & 1,
	                                     .lower = b[0] >> 7,
	                                     .numbers = (b[1] & 3) % 3,
	                                     .fold_accents = b[1] >> 2 & 1,
	                                     .offsets = b[1] >> 3 & 1,
	                                     .locale = locales[b[1] >> 4 & 3],
	                                     .stem = stems[b[2] & 7],
	                                     .min_length = b[2] >> 3 & 3};
}

static void check(bool ok)
{
	if (!ok)
		abort();
}

/* The tokens of `text`, whose places must follow each other. */
static void tokenize(const struct qn_tokenizer_options *o, struct qn_slice text)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_tokenizer *t = qn_tokenizer_new(o, &e);
	const struct qn_token *token;
	size_t n, at = 0;
	bool places = o->offsets || o->form == QN_FORM_AS_IS;
	bool raw = o->mode == QN_TOKEN_SPACE && o->form == QN_FORM_AS_IS &&
	           o->punct == QN_PUNCT_KEEP && !o->lower &&
	           o->numbers == QN_NUMBERS_KEEP && !o->fold_accents &&
	           !o->stem && o->min_length <= 1;
	bool ok = qn_tokenizer_begin(t, text, &e);
	check(ok == (qn_tokenizer_accepts(t, text) == text.n));
	while (ok && qn_tokenizer_batch(t, &token, &n, &e))
		for (size_t i = 0; i < n; i++) {
			char pad[QN_TOKEN_PAD];
			memcpy(pad, token[i].text.p + token[i].text.n,
			       sizeof pad);
			check(token[i].text.n > 0);
			check(raw ||
			      qn_utf8_check(token[i].text) == token[i].text.n);
			if (!places)
				continue;
			check(token[i].begin < token[i].end &&
			      token[i].end <= text.n);
			check(o->form != QN_FORM_AS_IS || token[i].begin >= at);
			at = token[i].end;
		}
	check(!ok || !e.failed);
	qn_tokenizer_free(t);
}

/* All pieces, cut in parts of `step` bytes, into `end`; how many. */
static size_t cut(struct qn_wordbreak *w, struct qn_slice text, size_t step,
                  uint32_t *end)
{
	struct qn_err e = QN_ERR_INIT;
	size_t n = 0;
	for (size_t at = 0; at < text.n;) {
		struct qn_piece_list list = {.done = 0};
		for (size_t take = step; !list.done; take *= 2) {
			size_t left = text.n - at;
			take = take < left ? take : left;
			check(qn_wordbreak_cut(
			    w, (struct qn_slice){text.p + at, take},
			    take == left, QN_PIECES_ALL, &list, &e));
			check(take < left || list.done == left);
		}
		for (size_t i = 0; i < list.n; i++) {
			check(at + list.begin[i] == (n ? end[n - 1] : 0));
			end[n++] = (uint32_t)(at + list.end[i]);
		}
		at += list.done;
		check(n && end[n - 1] == at);
	}
	return n;
}

static void cut_both_ways(enum qn_word_rules rules, struct qn_slice text,
                          size_t step)
{
	static struct qn_wordbreak *cutter[2]; /* kept: they take time */
	struct qn_err e = QN_ERR_INIT;
	if (!cutter[rules])
		cutter[rules] = qn_wordbreak_new(rules, &e);
	struct qn_wordbreak *w = cutter[rules];
	uint32_t *whole = malloc((text.n + 1) * sizeof *whole),
	         *parts = malloc((text.n + 1) * sizeof *parts);
	check(whole && parts && w);
	size_t n = cut(w, text, text.n ? text.n : 1, whole);
	check(cut(w, text, step, parts) == n);
	check(memcmp(whole, parts, n * sizeof *whole) == 0);
	free(whole);
	free(parts);
}

static void part(struct qn_slice text)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_sentences *s = qn_sentences_new(&e);
	struct qn_slice sentence;
	const char *at = text.p;
	check(qn_sentences_begin(s, text, &e));
	while (qn_sentences_next(s, &sentence)) {
		check(sentence.p == at && sentence.n > 0);
		at += sentence.n;
	}
	check(at == text.p + text.n);
	qn_sentences_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 4)
		return 0;
	struct qn_tokenizer_options o = options_of(data);
	struct qn_slice text = {(const char *)data + 4, size - 4};
	tokenize(&o, text);
	if (data[3] & 1)
		cut_both_ways(o.mode == QN_TOKEN_UAX29 ? QN_WORDS_UAX29
		                                       : QN_WORDS_ICU,
		              text, 1 + (data[3] >> 1));
	else
		part(text);
	return 0;
}
