/* SPDX-License-Identifier: MIT */
/*
 * ngramtext.c -- see ngramtext.h.
 *
 * The end of a line is looked up as the word "</s>", which stands in front of
 * every block: there is one path for all pieces.
 */
#include "seq/ngramtext.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/lmcut.h"
#include "seq/ngrammodel.h"
#include "text/textlines.h"
#include "text/vocab.h"
#include "text/wordtable.h"

#define BLOCK ((size_t)1 << 20) /* bytes of text at a time              */
#define MOST  ((size_t)1 << 31) /* bytes of a block: places are 32 bits */
#define LOT   1024              /* pieces cut before they are looked up */

struct reader {
	struct qn_ngram_text *to;
	struct qn_wordtable words;
	struct qn_buf text;        /* "</s>", a block, room to read beyond */
	struct qn_span piece[LOT]; /* in `text`                            */
	uint32_t found[LOT];
	size_t room; /* ids allocated                        */
	bool in_line;
};

static void look_up(struct reader *r, size_t n)
{
	struct qn_ngram_text *t = r->to;
	qn_wordtable_ids(&r->words, r->text.p, r->piece, n, true, r->found);
	if (r->room - t->n < 2 * n) {
		r->room += r->room / 2 + 2 * LOT;
		t->id = qn_realloc(t->id, r->room, sizeof *t->id);
	}
	for (size_t i = 0; i < n; i++) {
		if (!r->in_line)
			t->id[t->n++] = QN_NGRAM_BOS;
		t->id[t->n++] = r->found[i];
		r->in_line = r->found[i] != QN_NGRAM_EOS;
	}
}

static void add_block(struct reader *r, struct qn_slice block,
                      enum qn_lm_unit unit)
{
	qn_buf_clear(&r->text);
	qn_buf_puts(&r->text, QN_EOS);
	size_t from = r->text.n, n = 0;
	qn_buf_add(&r->text, block.p, block.n);
	qn_buf_reserve(&r->text, QN_WORD_ROOM);
	block.p = r->text.p + from;
	struct qn_lm_cut cut = qn_lm_cut_begin(block);
	struct qn_slice s;
	while (qn_lm_cut_next(&cut, unit, &s)) {
		size_t at = s.n ? (size_t)(s.p - r->text.p) : 0;
		size_t end = s.n ? at + s.n : from;
		r->piece[n++] = (struct qn_span){(uint32_t)at, (uint32_t)end};
		if (n == LOT) {
			look_up(r, n);
			n = 0;
		}
	}
	look_up(r, n);
}

static void read_all(struct reader *r, struct qn_textlines *from,
                     enum qn_lm_unit unit, const struct qn_progress *progress,
                     struct qn_err *e)
{
	const char *name = qn_textlines_name(from);
	struct qn_slice block;
	while ((block = qn_textlines_next(from, BLOCK, e)).n) {
		if (block.n >= MOST) {
			qn_fail(e, "%s: a line of more than 2 GB", name);
			return;
		}
		add_block(r, block, unit);
		if (r->to->n > UINT32_MAX - 3 * MOST / 2) {
			qn_fail(e,
			        "%s: more than 4 billion words; cut the "
			        "text in parts",
			        name);
			return;
		}
		if (!qn_progress_at(progress, "reading", "bytes",
		                    qn_textlines_offset(from),
		                    qn_textlines_size(from))) {
			qn_fail_interrupted(e, "reading");
			return;
		}
	}
	if (!e->failed && r->words.count == QN_NGRAM_WORDS)
		qn_fail(e, "%s: there are no words", name);
}

/* Words by id, in a map that can be searched and saved. */
static void keep_words(struct qn_ngram_text *t, const struct qn_wordtable *from)
{
	for (uint32_t i = 0; i < from->count; i++)
		qn_map_add(&t->words, qn_wordtable_word(from, i));
}

bool qn_ngram_text_read(struct qn_ngram_text *t, const char *path,
                        enum qn_lm_unit unit,
                        const struct qn_progress *progress, struct qn_err *e)
{
	*t = (struct qn_ngram_text){.id = NULL};
	struct qn_textlines *from =
	    e->failed ? NULL
	              : qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	if (!from)
		return false;
	struct reader *r = qn_calloc(1, sizeof *r);
	r->to = t;
	qn_wordtable_init(&r->words);
	qn_wordtable_add(&r->words, qn_slice_of("<unk>"));
	qn_wordtable_add(&r->words, qn_slice_of("<s>"));
	qn_wordtable_add(&r->words, qn_slice_of(QN_EOS));
	read_all(r, from, unit, progress, e);
	keep_words(t, &r->words);
	qn_wordtable_release(&r->words);
	qn_buf_release(&r->text);
	qn_textlines_close(from);
	free(r);
	if (e->failed)
		qn_ngram_text_release(t);
	return !e->failed;
}

void qn_ngram_text_release(struct qn_ngram_text *t)
{
	qn_map_release(&t->words);
	free(t->id);
	*t = (struct qn_ngram_text){.id = NULL};
}
