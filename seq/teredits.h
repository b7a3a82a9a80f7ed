/* SPDX-License-Identifier: MIT */
/*
 * teredits.h -- the edits that translation edit rate counts: words put in,
 * left out and replaced, and shifts of runs of words.
 *
 * The best shifts cannot be found in reasonable time; which are found is part
 * of the measure.  As in Tercom a shift is looked for that lowers the edit
 * distance most, and done, until none does.
 *
 *	hypothesis  d e f g h a b c      one shift of "a b c" makes it
 *	reference   a b c d e f g h      the reference: 1 edit
 */
#ifndef QN_SEQ_TEREDITS_H
#define QN_SEQ_TEREDITS_H

#include <stddef.h>
#include <stdint.h>

/* Room for one pair of texts after the other; zero-initialise. */
struct qn_ter_edits {
	uint32_t *words, *tried, *best; /* [words_room] hypotheses           */
	int *cost;                      /* [words + 1][width] edit distances */
	unsigned char *how;             /* likewise: the last edit           */
	int *row[2];         /* [width] of a distance without edits */
	int *align;          /* [width]                           */
	int *wrong, *missed; /* running sums of errors            */
	size_t words_room, width_room, cost_room;
};

void qn_ter_edits_release(struct qn_ter_edits *e);

/* Edits that make hypothesis[n] the reference[m]. */
size_t qn_ter_edits(struct qn_ter_edits *e, const uint32_t *hypothesis,
                    size_t n, const uint32_t *reference, size_t m);
#endif
