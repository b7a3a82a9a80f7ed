/* SPDX-License-Identifier: MIT */
/*
 * langidspans.c -- see langidspans.h.
 *
 * A word is what lies between blanks, cut again where the script changes, so
 * that scripts without blanks have some.  Its probabilities are mixed with
 * equal ones: no word alone decides.  Where a sentence ends a change is more
 * likely than within one.
 */
#include "embed/langidspans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "embed/langidmodel.h"

#define CHANGE 10.0f /* minus the logarithm of a change's probability      */
#define CLOSED 6.0f  /* the same where a sentence has ended                */
#define DOUBT  1e-3f /* of a word: so much is shared by all labels         */

struct qn_langid_word {
	size_t begin, end; /* bytes */
	bool closes;       /* a sentence ends with it */
};

/* --- words ---------------------------------------------------------------- */

/* The character at `i`, which is moved behind it. */
static UChar32 next_char(struct qn_slice s, size_t *i)
{
	const uint8_t *p = (const uint8_t *)s.p + *i;
	int32_t at = 0, n = s.n - *i < 8 ? (int32_t)(s.n - *i) : 8;
	UChar32 c;
	U8_NEXT(p, at, n, c);
	*i += (size_t)at;
	return c;
}

/* The script of a character; 0 = of any (marks, digits, signs), negative = a
 * blank. */
static int script_of(const struct qn_langid *l, UChar32 c)
{
	if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x3000)
		return -1;
	uint32_t entry = (uint32_t)c < QN_LANGID_TOP ? l->chars[c] : 0;
	if (!entry)
		return 0;
	if (entry & QN_LANGID_OWNED)
		return (int)(QN_LANGID_SCRIPTS + 1 +
		             (entry & QN_LANGID_LETTER));
	unsigned script = qn_langid_script(entry);
	return script < 2 || script == QN_LANGID_SIGN ? 0 : (int)script;
}

static void add_word(struct qn_langid_spans *to, size_t *n,
                     struct qn_langid_word word)
{
	if (*n == to->word_room) {
		to->word_room = to->word_room ? 2 * to->word_room : 64;
		to->word =
		    qn_realloc(to->word, to->word_room, sizeof *to->word);
	}
	to->word[(*n)++] = word;
}

static size_t find_words(const struct qn_langid *l, struct qn_slice s,
                         struct qn_langid_spans *to)
{
	struct qn_langid_word word = {.begin = 0};
	size_t n = 0;
	int was = 0;
	for (size_t i = 0; i < s.n;) {
		word.end = i;
		UChar32 c = next_char(s, &i);
		int script = script_of(l, c);
		if (script < 0 || (script && was && script != was)) {
			if (word.end > word.begin)
				add_word(to, &n, word);
			word = (struct qn_langid_word){
			    .begin = script < 0 ? i : word.end};
			was = 0;
		}
		if (u_isalnum(c))
			word.closes = false;
		else if (c > 0 && u_hasBinaryProperty(c, UCHAR_S_TERM))
			word.closes = true;
		was = script > 0 ? script : was;
	}
	word.end = s.n;
	if (word.end > word.begin)
		add_word(to, &n, word);
	return n;
}

/* --- the likeliest sequence ----------------------------------------------- */

/* score [labels] += log p of a word; nothing where it has no letters. */
static void add_evidence(const struct qn_langid *l, struct qn_slice word,
                         const bool *only, float *score)
{
	struct qn_langid_sum sum = {.features = 0};
	_Alignas(64) float p[QN_LANGID_MOST_LABELS];
	size_t labels = l->labels.count;
	qn_langid_add(l, word, &sum);
	if (!sum.letters)
		return;
	float all = qn_langid_probabilities(l, &sum, only, p);
	for (size_t i = 0; i < labels; i++)
		score[i] +=
		    logf((1 - DOUBT) * p[i] / all + DOUBT / (float)labels);
}

static size_t best_label(const float *score, size_t n)
{
	size_t best = 0;
	for (size_t i = 1; i < n; i++)
		if (score[i] > score[best])
			best = i;
	return best;
}

/* The labels of n words into from[w][0], by way of from[w][label]. */
static void find_labels(const struct qn_langid *l, struct qn_slice s,
                        const bool *only, size_t n, struct qn_langid_spans *to)
{
	float score[QN_LANGID_MOST_LABELS] = {0};
	size_t labels = l->labels.count, best = 0;
	if (n * labels > to->from_room) {
		to->from_room = n * labels;
		to->from =
		    qn_realloc(to->from, to->from_room, sizeof *to->from);
	}
	for (size_t w = 0; w < n; w++) {
		uint16_t *from = to->from + w * labels;
		bool closed = w && to->word[w - 1].closes;
		float change = score[best] - (closed ? CLOSED : CHANGE);
		for (size_t i = 0; i < labels; i++) {
			bool stays = w == 0 || score[i] >= change;
			from[i] = (uint16_t)(stays ? i : best);
			score[i] = stays ? score[i] : change;
		}
		const struct qn_langid_word *word = &to->word[w];
		add_evidence(l,
		             (struct qn_slice){s.p + word->begin,
		                               word->end - word->begin},
		             only, score);
		best = best_label(score, labels);
	}
	for (size_t w = n; w-- > 0;) {
		uint16_t before = to->from[w * labels + best];
		to->from[w * labels] = (uint16_t)best;
		best = before;
	}
}

/* --- spans ---------------------------------------------------------------- */

static void add_span(const struct qn_langid *l, struct qn_slice s,
                     const bool *only, struct qn_langid_span span,
                     struct qn_langid_spans *to)
{
	struct qn_slice text = {s.p + span.begin, span.end - span.begin};
	struct qn_langid_span *last = to->n ? &to->span[to->n - 1] : NULL;
	bool letters = qn_langid_guess(l, text, only, 1, &span.guess);
	if (last && (!letters || last->guess.label == span.guess.label)) {
		last->end = span.end;
		text = (struct qn_slice){s.p + last->begin,
		                         last->end - last->begin};
		qn_langid_guess(l, text, only, 1, &last->guess);
		return;
	}
	if (!letters)
		return;
	if (to->n == to->room) {
		to->room = to->room ? 2 * to->room : 16;
		to->span = qn_realloc(to->span, to->room, sizeof *to->span);
	}
	to->span[to->n++] = span;
}

void qn_langid_cut(const struct qn_langid *l, struct qn_slice text,
                   const bool *only, struct qn_langid_spans *to)
{
	size_t n = find_words(l, text, to), labels = l->labels.count;
	to->n = 0;
	if (!n)
		return;
	find_labels(l, text, only, n, to);
	struct qn_langid_span span = {.begin = to->word[0].begin};
	for (size_t w = 0; w < n; w++) {
		span.end = to->word[w].end;
		if (w + 1 < n &&
		    to->from[(w + 1) * labels] == to->from[w * labels])
			continue;
		add_span(l, text, only, span, to);
		if (w + 1 < n)
			span.begin = to->word[w + 1].begin;
	}
}

void qn_langid_spans_release(struct qn_langid_spans *s)
{
	free(s->span);
	free(s->word);
	free(s->from);
	*s = (struct qn_langid_spans){.n = 0};
}
