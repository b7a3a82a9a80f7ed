/* SPDX-License-Identifier: MIT */
/*
 * ter.c -- words as numbers, and the fewest edits of any reference.
 *
 * sacreBLEU cuts references into words, puts spaces between them and cuts that
 * again, so that what a space makes a difference to is cut otherwise than in
 * a translation: "Jim's, " there becomes "jim's ," and here "jim 's ,".
 */
#include "seq/ter.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "seq/mttok.h"
#include "seq/round.h"
#include "seq/segwords.h"
#include "seq/teredits.h"

struct qn_ter {
	struct qn_mttok *tok;
	bool again; /* that can make a difference */
	struct qn_buf once;
	struct qn_segwords words;
	struct qn_ter_edits edits;
	uint32_t *hypothesis; /* [room] */
	size_t room;
};

struct qn_ter *qn_ter_new(const struct qn_ter_options *o)
{
	struct qn_ter *t = qn_calloc(1, sizeof *t);
	t->tok = qn_mttok_new(&(struct qn_mttok_options){
	    .rule = QN_MTTOK_TERCOM,
	    .lower = !o->case_sensitive,
	    .normalized = o->normalized,
	    .no_punct = o->no_punct,
	    .asian = o->asian,
	});
	t->again = o->normalized;
	return t;
}

void qn_ter_free(struct qn_ter *t)
{
	if (!t)
		return;
	qn_mttok_free(t->tok);
	qn_buf_release(&t->once);
	qn_segwords_release(&t->words);
	qn_ter_edits_release(&t->edits);
	free(t->hypothesis);
	free(t);
}

static const uint32_t *words_of(struct qn_ter *t, struct qn_slice line,
                                size_t *n)
{
	const struct qn_slice *word = qn_mttok_line(t->tok, line, n);
	return qn_segwords_number(&t->words, word, *n);
}

static const uint32_t *words_of_reference(struct qn_ter *t,
                                          struct qn_slice line, size_t *n)
{
	if (!t->again)
		return words_of(t, line, n);
	const struct qn_slice *word = qn_mttok_line(t->tok, line, n);
	qn_buf_clear(&t->once);
	for (size_t i = 0; i < *n; i++) {
		qn_buf_add(&t->once, word[i].p, word[i].n);
		qn_buf_putc(&t->once, ' ');
	}
	return words_of(t, qn_buf_slice(&t->once), n);
}

void qn_ter_segment(struct qn_ter *t, struct qn_slice hypothesis,
                    const struct qn_slice *reference, size_t n, double *stats)
{
	size_t words, length = 0, best = SIZE_MAX;
	qn_segwords_begin(&t->words);
	const uint32_t *word = words_of(t, hypothesis, &words);
	if (words > t->room) {
		t->room = 2 * words;
		t->hypothesis =
		    qn_realloc(t->hypothesis, t->room, sizeof *t->hypothesis);
	}
	for (size_t i = 0; i < words; i++)
		t->hypothesis[i] = word[i];
	for (size_t r = 0; r < n; r++) {
		size_t of;
		word = words_of_reference(t, reference[r], &of);
		size_t edits =
		    qn_ter_edits(&t->edits, t->hypothesis, words, word, of);
		best = edits < best ? edits : best;
		length += of;
	}
	stats[0] = (double)best;
	stats[1] = (double)length / (double)n;
}

double qn_ter_score(const double *stats, bool single)
{
	if (stats[1] > 0)
		return qn_round(single,
		                100 * qn_round(single, stats[0] / stats[1]));
	return stats[0] > 0 ? 100 : 0;
}
