/* SPDX-License-Identifier: MIT */
/*
 * phrase.c -- scores of neighbours, and the text in which they are joined.
 *
 * Whether two words join depends on nothing else, so it is found out once.
 */
#include "text/phrase.h"

#include <math.h>
#include <stdlib.h>

#include "text/pairtable.h"
#include "text/phrasetext.h"

void qn_phrases_free(struct qn_phrases *p)
{
	if (!p)
		return;
	qn_map_release(&p->strings);
	free(p->count);
	free(p);
}

static uint64_t count_of(const struct qn_phrases *p, struct qn_slice s)
{
	uint32_t id = qn_map_find(&p->strings, s);
	return id == QN_MAP_NONE ? 0 : p->count[id];
}

double qn_phrases_score(const struct qn_phrases *p, struct qn_slice a,
                        struct qn_slice b)
{
	char room[QN_PHRASE_PAIR];
	uint64_t ca = count_of(p, a), cb = count_of(p, b);
	uint64_t cab = ca && cb ? count_of(p, qn_phrase_pair(a, b, room)) : 0;
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

/* Whether words of these ids join: looked up, or found out for good. */
static bool joins(const struct qn_phrases *p, struct qn_pairtable *known,
                  uint32_t a, uint32_t b)
{
	enum { UNKNOWN, NO, YES };
	if (a == QN_MAP_NONE || b == QN_MAP_NONE)
		return false;
	qn_pairtable_reserve(known, 1);
	uint64_t *answer = qn_pairtable_at(known, qn_pair_key(a, b));
	if (*answer == UNKNOWN) {
		double score =
		    qn_phrases_score(p, qn_map_string(&p->strings, a),
		                     qn_map_string(&p->strings, b));
		*answer = score > (double)p->options.threshold ? YES : NO;
	}
	return *answer == YES;
}

void qn_phrases_apply(const struct qn_phrases *p, struct qn_slice text,
                      struct qn_buf *out)
{
	struct qn_pairtable known = {.slots = 0};
	struct qn_phrase_word word;
	uint32_t last = QN_MAP_NONE; /* the word before, if it may join */
	bool more;
	do {
		size_t lines;
		more = qn_phrase_next(&text, &word, &lines);
		for (size_t k = 0; k < lines; k++)
			qn_buf_putc(out, '\n');
		if (more) {
			struct qn_slice here = qn_phrase_slice(&word);
			uint32_t id = qn_map_find(&p->strings, here);
			bool join = !lines && joins(p, &known, last, id);
			qn_buf_putc(out, join ? '_' : ' ');
			qn_buf_add(out, here.p, here.n);
			last = join ? QN_MAP_NONE : id;
		}
	} while (more);
	qn_pairtable_release(&known);
}
