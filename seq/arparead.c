/* SPDX-License-Identifier: MIT */
/*
 * arparead.c -- see arpa.h.
 *
 * An n-gram is found by its suffix and its first word, so that its suffix has
 * to be there, and to be asked at speed its prefix as well.  SRILM prunes
 * either; it is put in with what the model gave it anyway:
 *
 *	p(w | h) = backoff[h] p(w | shorter h)     backoff 1
 */
#include "seq/arpa.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "seq/lmcut.h"
#include "seq/ngramentries.h"
#include "text/pairtable.h"
#include "text/textlines.h"

#define BLOCK   ((size_t)1 << 20)     /* bytes read at a time          */
#define MISSING -100.0f               /* of "<unk>", "<s>", "</s>"     */
#define PARTS   (QN_NGRAM_ORDERS + 3) /* of a line: one too many   */
#define MOST    (UINT32_MAX - 1)      /* n-grams of a length */

struct reader {
	struct qn_textlines *from;
	struct qn_slice rest; /* of the block */
	uint64_t line;        /* its number, from 1 */
	struct qn_err *e;
	struct qn_ngram_model *m;
	bool capitals; /* "<UNK>" is what it calls "<unk>" */
	uint64_t declared[QN_NGRAM_ORDERS + 1];
	struct qn_ngram_entries level[QN_NGRAM_ORDERS + 1]; /* from 1 */
	struct qn_pairtable at[QN_NGRAM_ORDERS + 1]; /* key -> entry + 1 */
};

/* --- lines ---------------------------------------------------------------- */

static bool wrong(struct reader *r, const char *what)
{
	return qn_fail(r->e, "%s: line %" PRIu64 ": %s",
	               qn_textlines_name(r->from), r->line, what);
}

/* The next line that is not blank; false at the end or on failure. */
static bool next_line(struct reader *r, struct qn_slice *line)
{
	do {
		if (r->rest.n == 0)
			r->rest = qn_textlines_next(r->from, BLOCK, r->e);
		if (r->rest.n == 0)
			return false;
		*line = qn_textlines_cut(&r->rest);
		r->line++;
		while (line->n && qn_lm_cut_white(line->p[line->n - 1]))
			line->n--;
	} while (line->n == 0);
	return true;
}

static bool is(struct qn_slice line, const char *text)
{
	return qn_slice_eq(line, qn_slice_of(text));
}

/* What white space separates: how many, at most PARTS. */
static unsigned split(struct qn_slice line, struct qn_slice *part)
{
	struct qn_lm_cut cut = qn_lm_cut_begin(line);
	unsigned n = 0;
	while (n < PARTS) {
		while (cut.p < cut.end && qn_lm_cut_white(*cut.p))
			cut.p++;
		const char *begin = cut.p;
		while (cut.p < cut.end && !qn_lm_cut_white(*cut.p))
			cut.p++;
		if (cut.p == begin)
			break;
		part[n++] = (struct qn_slice){begin, (size_t)(cut.p - begin)};
	}
	return n;
}

static bool take_number(struct reader *r, struct qn_slice s, float *x)
{
	const char *end = qn_float_read(s.p, s.p + s.n, x);
	return (end == s.p + s.n && isfinite(*x)) ||
	       wrong(r, "a number was expected");
}

/* --- n-grams -------------------------------------------------------------- */

/* The entry of these two parts, put in for a probability to come if it is not
 * there. */
static uint32_t put_in(struct reader *r, unsigned k, uint32_t suffix,
                       uint32_t first)
{
	uint64_t key = qn_pair_key(suffix, first);
	struct qn_ngram_entry new = {key, 0, NAN, 0};
	qn_pairtable_reserve(&r->at[k], 1);
	uint64_t *value = qn_pairtable_at(&r->at[k], key);
	if (!*value)
		*value = 1 + qn_ngram_entries_add(&r->level[k], new);
	return (uint32_t)(*value - 1);
}

/* The entry of word[k], with those of its suffixes. */
static uint32_t entry_of(struct reader *r, const uint32_t *word, unsigned k)
{
	uint32_t at = word[k - 1];
	for (unsigned j = 2; j <= k; j++)
		at = put_in(r, j, at, word[k - j]);
	return at;
}

/* Some write "<UNK>" for what is unknown; beside "<unk>" it is a word. */
static struct qn_slice meant(struct reader *r, struct qn_slice word)
{
	bool capitals = is(word, "<UNK>");
	if (capitals && isnan(r->level[1].at[QN_NGRAM_UNK].prob))
		r->capitals = true;
	return capitals && r->capitals ? qn_slice_of("<unk>")
	                               : qn_ngram_meant(r->m->unit, word);
}

static bool add_word(struct reader *r, struct qn_slice word, float prob,
                     float backoff)
{
	word = meant(r, word);
	if (!qn_map_fits(word, qn_textlines_name(r->from), r->e))
		return false;
	uint32_t id = qn_map_add(&r->m->words, word);
	struct qn_ngram_entries *l = &r->level[1];
	if (id == l->n)
		qn_ngram_entries_add(l, (struct qn_ngram_entry){0});
	else if (!isnan(l->at[id].prob))
		return wrong(r, "the word was there before");
	l->at[id].prob = prob;
	l->at[id].backoff = backoff;
	return true;
}

static bool add_longer(struct reader *r, unsigned k,
                       const struct qn_slice *part, float prob, float backoff)
{
	uint32_t word[QN_NGRAM_ORDERS] = {0};
	for (unsigned j = 0; j < k; j++) {
		word[j] = qn_map_find(&r->m->words, meant(r, part[j]));
		if (word[j] == QN_MAP_NONE)
			return wrong(r, "a word that is no 1-gram");
	}
	uint32_t at = entry_of(r, word, k);
	struct qn_ngram_entry *x = &r->level[k].at[at];
	if (!isnan(x->prob))
		return wrong(r, "the n-gram was there before");
	x->prob = prob;
	x->backoff = backoff;
	return true;
}

static bool take_gram(struct reader *r, unsigned k, struct qn_slice line)
{
	struct qn_slice part[PARTS];
	unsigned n = split(line, part);
	float prob, backoff = 0;
	if (n != k + 1 && n != k + 2)
		return wrong(r, "log10 p, the words, and log10 backoff were "
		                "expected");
	if (!take_number(r, part[0], &prob) ||
	    (n == k + 2 && !take_number(r, part[k + 1], &backoff)))
		return false;
	if (k == r->m->order && backoff != 0)
		return wrong(r, "the longest n-grams have no backoff but 0");
	if (prob > 0)
		return wrong(r, "a probability above 1");
	if (r->level[k].n >= MOST)
		return wrong(r, "too many n-grams");
	return k == 1 ? add_word(r, part[1], prob, backoff)
	              : add_longer(r, k, part + 1, prob, backoff);
}

/* --- sections ------------------------------------------------------------- */

/* "ngram K=N": false if the line is no such. */
static bool take_count(struct reader *r, struct qn_slice line, unsigned k)
{
	char text[64], *end;
	if (line.n >= sizeof text || line.n < 6 ||
	    memcmp(line.p, "ngram ", 6) != 0)
		return false;
	memcpy(text, line.p, line.n);
	text[line.n] = '\0';
	if (strtoul(text + 6, &end, 10) != k || *end != '=')
		return false;
	r->declared[k] = strtoull(end + 1, &end, 10);
	return *end == '\0';
}

/* As far as the line after the counts. */
static bool take_counts(struct reader *r, struct qn_slice *line)
{
	do
		if (!next_line(r, line))
			return wrong(r,
			             "no \"\\data\\\": this is no ARPA file");
	while (!is(*line, "\\data\\"));
	for (;;) {
		if (!next_line(r, line))
			return wrong(r, "the file ends among its counts");
		if (line->p[0] == '\\')
			break;
		if (r->m->order == QN_NGRAM_ORDERS)
			return wrong(r, "n-grams of more than 15 words");
		if (!take_count(r, *line, r->m->order + 1))
			return wrong(r, "\"ngram LENGTH=COUNT\" was expected, "
			                "by rising length");
		r->m->order++;
	}
	return r->m->order > 0 || wrong(r, "no counts of n-grams");
}

/* Room for as many as the head says, if the file is as long as that takes. */
static void expect(struct reader *r, unsigned k)
{
	uint64_t shortest = 2 * k + 3; /* bytes of a line */
	uint64_t fit = qn_textlines_size(r->from) / shortest;
	uint64_t n = r->declared[k] < fit ? r->declared[k] : fit;
	qn_pairtable_reserve(&r->at[k], n);
}

static bool take_section(struct reader *r, unsigned k, struct qn_slice *line)
{
	char title[32];
	uint64_t n = 0;
	snprintf(title, sizeof title, "\\%u-grams:", k);
	if (!is(*line, title))
		return wrong(r, "the next length of n-grams was expected");
	if (k > 1)
		expect(r, k);
	for (; next_line(r, line) && line->p[0] != '\\'; n++)
		if (!take_gram(r, k, *line))
			return false;
	if (n != r->declared[k])
		return wrong(r, "not as many n-grams as the head says");
	return !r->e->failed;
}

/* --- what is not in the file ---------------------------------------------- */

/* Every word's first three, before the file's. */
static void add_marks(struct reader *r)
{
	static const char *const mark[] = {"<unk>", "<s>", "</s>"};
	for (size_t i = 0; i < QN_NGRAM_WORDS; i++) {
		qn_map_add(&r->m->words, qn_slice_of(mark[i]));
		qn_ngram_entries_add(&r->level[1],
		                     (struct qn_ngram_entry){0, 0, NAN, 0});
	}
}

/* Find the prefix of an entry, or put it in: what its suffix's prefix is, with
 * its own first word before it. */
static void find_prefix(struct reader *r, unsigned k, size_t i)
{
	uint64_t key = r->level[k].at[i].key;
	uint32_t first = (uint32_t)key, prefix = first;
	if (k > 2) {
		struct qn_ngram_entries *below = &r->level[k - 1];
		size_t n = below->n;
		prefix = put_in(r, k - 1, below->at[key >> 32].prefix, first);
		if (prefix == n)
			find_prefix(r, k - 1, n);
	}
	r->level[k].at[i].prefix = prefix;
}

static void fill_missing(struct reader *r)
{
	for (size_t i = 0; i < QN_NGRAM_WORDS; i++)
		if (isnan(r->level[1].at[i].prob))
			r->level[1].at[i].prob = MISSING;
	for (unsigned k = 2; k < r->m->order; k++)
		for (size_t i = 0; i < r->level[k].n; i++) {
			struct qn_ngram_entry *x = &r->level[k].at[i];
			const struct qn_ngram_entry *below = r->level[k - 1].at;
			if (!isnan(x->prob))
				continue;
			x->prob =
			    below[x->prefix].backoff + below[x->key >> 32].prob;
			x->prob = fmaxf(fminf(x->prob, 0), -FLT_MAX);
		}
}

/* --- the whole ------------------------------------------------------------ */

static bool make_model(struct reader *r)
{
	const struct qn_ngram_entries *words = &r->level[1];
	uint32_t *moved = NULL;
	if (!qn_ngram_level_make(r->m, 1, words->n, r->e))
		return false;
	for (size_t i = 0; i < words->n; i++) {
		r->m->level[1].prob[i] = words->at[i].prob;
		if (r->m->level[1].backoff)
			r->m->level[1].backoff[i] = words->at[i].backoff;
	}
	for (unsigned k = 2; k <= r->m->order && !r->e->failed; k++)
		qn_ngram_level_of(r->m, k, &r->level[k], &moved, r->e);
	qn_big_free(moved);
	return !r->e->failed;
}

static bool read_all(struct reader *r)
{
	struct qn_slice line;
	if (!take_counts(r, &line))
		return false;
	add_marks(r);
	for (unsigned k = 1; k <= r->m->order; k++)
		if (!take_section(r, k, &line))
			return false;
	if (!is(line, "\\end\\"))
		return wrong(r, "\"\\end\\\" was expected");
	for (unsigned k = 2; k <= r->m->order; k++)
		for (size_t i = 0; i < r->level[k].n; i++)
			find_prefix(r, k, i);
	fill_missing(r);
	return make_model(r);
}

struct qn_ngram_model *qn_arpa_read(const char *path, enum qn_lm_unit unit,
                                    struct qn_err *e)
{
	struct reader r = {.e = e};
	if (!e->failed)
		r.from = qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	if (!r.from)
		return NULL;
	r.m = qn_calloc(1, sizeof *r.m);
	r.m->unit = unit;
	if (!read_all(&r) || e->failed) {
		qn_ngram_model_free(r.m);
		r.m = NULL;
	}
	for (unsigned k = 1; k <= QN_NGRAM_ORDERS; k++) {
		qn_ngram_entries_release(&r.level[k]);
		qn_pairtable_release(&r.at[k]);
	}
	qn_textlines_close(r.from);
	return r.m;
}
