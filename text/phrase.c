/* SPDX-License-Identifier: MIT */
/*
 * phrase.c -- words and pairs of words in one table of strings.
 *
 * Departures from word2phrase.c: a last word with no white space behind it
 * counts, where the original drops it; the first word has no neighbour before
 * it, where the original has what happens to lie in memory; and the table is
 * never thinned out.
 */
#include "text/phrase.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MOST_WORD 58
#define MOST_PAIR 59

/* --- words of a text ------------------------------------------------------ */

/* A word without its carriage returns, cut to MOST_WORD bytes. */
struct word {
	char p[MOST_WORD];
	size_t n;
};

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Take the next word off `rest`; line ends before it are counted in *lines.
 * False when there is none. */
static bool next_word(struct qn_slice *rest, struct word *w, size_t *lines)
{
	*lines = 0;
	w->n = 0;
	for (; rest->n; rest->p++, rest->n--) {
		char c = *rest->p;
		if (c == '\r')
			continue;
		if (is_white(c) && w->n)
			break;
		if (is_white(c))
			*lines += c == '\n';
		else if (w->n < MOST_WORD)
			w->p[w->n++] = c;
	}
	return w->n > 0;
}

static struct qn_slice slice_of(const struct word *w)
{
	return (struct qn_slice){w->p, w->n};
}

/* "a_b", cut. */
static struct qn_slice pair_of(struct qn_slice a, struct qn_slice b,
                               char room[MOST_PAIR])
{
	size_t n = a.n;
	memcpy(room, a.p, n);
	room[n++] = '_';
	size_t more = b.n < MOST_PAIR - n ? b.n : MOST_PAIR - n;
	memcpy(room + n, b.p, more);
	return (struct qn_slice){room, n + more};
}

/* --- learning ------------------------------------------------------------- */

static void add(struct qn_phrases *p, struct qn_slice s, uint64_t n)
{
	uint32_t id = qn_map_add(&p->strings, s);
	if (id >= p->room) {
		size_t old = p->room;
		p->room = p->strings.room;
		p->count = qn_realloc(p->count, p->room, sizeof *p->count);
		memset(p->count + old, 0, (p->room - old) * sizeof *p->count);
	}
	p->count[id] += n;
}

static void forget_rare(struct qn_phrases *p)
{
	struct qn_phrases kept = {.options = p->options, .words = p->words};
	for (uint32_t i = 0; i < p->strings.count; i++)
		if (p->count[i] >= p->options.min_count)
			add(&kept, qn_map_string(&p->strings, i), p->count[i]);
	qn_map_release(&p->strings);
	free(p->count);
	*p = kept;
}

struct qn_phrases *qn_phrases_learn(const struct qn_phrase_options *o,
                                    struct qn_slice text, struct qn_err *e)
{
	if (!e->failed && !isfinite(o->threshold))
		qn_fail(e, "threshold: it has to be a number");
	if (e->failed)
		return NULL;
	struct qn_phrases *p = qn_calloc(1, sizeof *p);
	struct word word[2];
	char room[MOST_PAIR];
	size_t lines;
	p->options = *o;
	for (; next_word(&text, &word[p->words % 2], &lines); p->words++) {
		const struct word *here = &word[p->words % 2];
		const struct word *last = &word[(p->words + 1) % 2];
		add(p, slice_of(here), 1);
		if (p->words)
			add(p, pair_of(slice_of(last), slice_of(here), room),
			    1);
	}
	forget_rare(p);
	return p;
}

void qn_phrases_free(struct qn_phrases *p)
{
	if (!p)
		return;
	qn_map_release(&p->strings);
	free(p->count);
	free(p);
}

/* --- joining -------------------------------------------------------------- */

static uint64_t count_of(const struct qn_phrases *p, struct qn_slice s)
{
	uint32_t id = qn_map_find(&p->strings, s);
	return id == QN_MAP_NONE ? 0 : p->count[id];
}

double qn_phrases_score(const struct qn_phrases *p, struct qn_slice a,
                        struct qn_slice b)
{
	char room[MOST_PAIR];
	uint64_t ca = count_of(p, a), cb = count_of(p, b);
	uint64_t cab = ca && cb ? count_of(p, pair_of(a, b, room)) : 0;
	double n = (double)p->words;
	if (cab == 0)
		return -HUGE_VAL;
	if (p->options.score == QN_PHRASE_NPMI) {
		double both = (double)cab / n;
		double alone = (double)ca / n * ((double)cb / n);
		return both < 1 ? log(both / alone) / -log(both) : 1;
	}
	int64_t over = (int64_t)cab - (int64_t)p->options.min_count;
	return (float)over / (float)ca / (float)cb * (float)p->words;
}

void qn_phrases_apply(const struct qn_phrases *p, struct qn_slice text,
                      struct qn_buf *out)
{
	struct word word[2];
	bool free_before = false; /* the word before this one may join */
	size_t lines;
	for (size_t i = 0;; i++) {
		const struct word *here = &word[i % 2];
		const struct word *last = &word[(i + 1) % 2];
		bool more = next_word(&text, &word[i % 2], &lines);
		for (size_t k = 0; k < lines; k++)
			qn_buf_putc(out, '\n');
		if (!more)
			return;
		bool join =
		    free_before && !lines &&
		    qn_phrases_score(p, slice_of(last), slice_of(here)) >
		        (double)p->options.threshold;
		qn_buf_putc(out, join ? '_' : ' ');
		qn_buf_add(out, here->p, here->n);
		free_before = !join;
	}
}
