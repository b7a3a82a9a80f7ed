/* SPDX-License-Identifier: MIT */
/*
 * paddedgrams.c -- of 3 million words in 20 MB of English 95 % were met before,
 * and 70 % are new to their document.
 */
#include "text/paddedgrams.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "base/mem.h"

#define LONGEST 64 /* bytes of a word whose n-grams are kept  */
#define AHEAD   4  /* words whose n-grams are fetched in time */

/* The n-grams of a word: kept[at .. at + n). */
struct qn_gram_list {
	size_t at;
	uint32_t n;
	bool known;
};

void qn_paddedgrams_init(struct qn_paddedgrams *p, struct qn_unitgrams *units)
{
	*p = (struct qn_paddedgrams){.units = units};
	qn_wordtable_init(&p->seen);
}

void qn_paddedgrams_release(struct qn_paddedgrams *p)
{
	qn_wordtable_release(&p->seen);
	qn_tally_release(&p->words);
	free(p->list);
	free(p->kept);
}

void qn_paddedgrams_emit(struct qn_unitgrams *units, struct qn_slice word,
                         qn_gram_sink *sink, void *ctx)
{
	size_t n = 0;
	qn_unitgrams_room(units, word.n + 2);
	units->unit[n++] = ' ';
	for (size_t i = 0; i < word.n;) {
		uint32_t c;
		U8_NEXT_UNSAFE(word.p, i, c);
		units->unit[n++] = c;
	}
	units->unit[n++] = ' ';
	qn_unitgrams_emit(units, n, true, sink, ctx);
}

static void keep(void *ctx, const uint32_t *gram, size_t n)
{
	struct qn_paddedgrams *p = ctx;
	if (p->kept_n + n > p->kept_room) {
		p->kept_room = 2 * (p->kept_n + n);
		p->kept = qn_realloc(p->kept, p->kept_room, sizeof *p->kept);
	}
	memcpy(p->kept + p->kept_n, gram, n * sizeof *gram);
	p->kept_n += n;
}

static void make_list(struct qn_paddedgrams *p, uint32_t id)
{
	size_t at = p->kept_n;
	qn_paddedgrams_emit(p->units, qn_wordtable_word(&p->seen, id), keep, p);
	p->list[id] =
	    (struct qn_gram_list){at, (uint32_t)(p->kept_n - at), true};
}

/* Lists of all words seen so far. */
static void make_lists(struct qn_paddedgrams *p,
                       const struct qn_tally_pair *row, size_t n)
{
	if (p->seen.count > p->lists) {
		size_t room = 2 * (size_t)p->seen.count;
		p->list = qn_realloc(p->list, room, sizeof *p->list);
		memset(p->list + p->lists, 0,
		       (room - p->lists) * sizeof *p->list);
		p->lists = room;
	}
	for (size_t i = 0; i < n; i++)
		if (!p->list[row[i].id].known)
			make_list(p, row[i].id);
}

/* What stands in the row of words, times as often as it says. */
static void add_lists(struct qn_paddedgrams *p, const struct qn_tally_pair *row,
                      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct qn_gram_list l = p->list[row[i].id];
		if (i + AHEAD < n) {
			size_t at = p->list[row[i + AHEAD].id].at;
			__builtin_prefetch(p->kept + at);
		}
		if (i + 1 < n) {
			struct qn_gram_list next = p->list[row[i + 1].id];
			qn_tally_fetch(p->to, p->kept + next.at, next.n);
		}
		qn_tally_add(p->to, p->kept + l.at, l.n, row[i].count,
		             p->units->grams->count);
	}
}

static void add_once(void *ctx, const uint32_t *gram, size_t n)
{
	struct qn_paddedgrams *p = ctx;
	qn_tally_add(p->to, gram, n, 1, p->units->grams->count);
}

/* Some words, all of them short enough to be kept. */
static void count_short(struct qn_paddedgrams *p, const char *text,
                        const struct qn_span *word, size_t n)
{
	qn_wordtable_count(&p->seen, text, word, n, 0, &p->words);
	size_t words = qn_tally_end(&p->words);
	const struct qn_tally_pair *row = p->words.pair;
	make_lists(p, row, words);
	qn_tally_grow(p->to, p->units->grams->count);
	add_lists(p, row, words);
	qn_tally_clear(&p->words);
}

void qn_paddedgrams_count(struct qn_paddedgrams *p, struct qn_slice text,
                          const struct qn_span *word, size_t n,
                          struct qn_tally *tally)
{
	/* The table cannot hold words with a NUL in them. */
	size_t longest = memchr(text.p, '\0', text.n) ? 0 : LONGEST, done = 0;
	p->to = tally;
	for (size_t i = 0; i < n; i++) {
		if (word[i].end - word[i].at <= longest)
			continue;
		count_short(p, text.p, word + done, i - done);
		qn_paddedgrams_emit(p->units, qn_span_slice(text.p, word[i]),
		                    add_once, p);
		done = i + 1;
	}
	count_short(p, text.p, word + done, n - done);
}
