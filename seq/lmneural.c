/* SPDX-License-Identifier: MIT */
/*
 * lmneural.c -- scoring and drawing; see lmneural.h.
 */
#include "seq/lmneural.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/greedy.h"
#include "seq/lmcut.h"
#include "seq/lmdynamic.h"
#include "seq/lmmask.h"
#include "seq/nnkern.h"

#define STEPS   64 /* of a recurrent network at a time      */
#define WINDOWS 4  /* of a transformer at a time            */

static struct qn_lmneural *of(struct qn_lm *m)
{
	return (struct qn_lmneural *)m;
}

/* --- what scores ---------------------------------------------------------- */

static bool make_runs(struct qn_lmneural *m, struct qn_err *e)
{
	const struct qn_net_class *class = m->net->class;
	if (m->window || e->failed)
		return !e->failed;
	if (class->masked) {
		m->window = class->run(m->net, QN_LMMASK_EVERY,
		                       m->net->shape.context, false, e);
		return m->window != NULL;
	}
	m->window =
	    class->carries
	        ? class->run(m->net, 1, STEPS, false, e)
	        : class->run(m->net, WINDOWS, m->net->shape.context, false, e);
	m->one = m->window ? class->run(m->net, 1, 1, false, e) : NULL;
	qn_lmneural_reset(m);
	return m->one != NULL;
}

void qn_lmneural_reset(struct qn_lmneural *m)
{
	qn_greedy_free(m->greedy);
	m->greedy = NULL;
	m->past.n = 0;
	qn_lmtext_add(&m->past, QN_LM_END);
	if (m->window)
		m->net->class->reset(m->window);
	if (m->one)
		m->net->class->reset(m->one);
}

/* Run `to` goes on where `from` has ended. */
static void hand_over(struct qn_netrun *to, const struct qn_netrun *from)
{
	memcpy(to->state, from->state, to->state_n * sizeof *to->state);
}

/* As many steps as there are at a time, then one by one. */
static void score_carrying(struct qn_lmneural *m, const uint32_t *id, size_t n,
                           double *nats, struct qn_pool *pool)
{
	uint32_t x[STEPS];
	for (size_t at = 0; at < n;) {
		struct qn_netrun *run = n - at < STEPS ? m->one : m->window;
		struct qn_netrun *other = run == m->one ? m->window : m->one;
		x[0] = at ? id[at - 1] : m->past.id[0];
		memcpy(x + 1, id + at, (run->steps - 1) * sizeof *x);
		qn_net_score(run, x, id + at, NULL, pool);
		memcpy(nats + at, run->output.loss, run->steps * sizeof *nats);
		hand_over(other, run);
		at += run->steps;
	}
	m->past.id[0] = id[n - 1];
}

/* --- windows -------------------------------------------------------------- */

/* The pieces `all` [n], of which all but the first are foretold; those up to
 * `known` have been. */
struct windows {
	const uint32_t *all;
	size_t n, known;
	size_t steps, back; /* of a window; what it only looks back upon */
};

/* Window i's first piece. */
static size_t window_at(const struct windows *w, size_t i)
{
	return i * (w->steps - w->back);
}

static size_t window_count(const struct windows *w)
{
	size_t i = 1;
	while (window_at(w, i - 1) + w->steps + 1 < w->n)
		i++;
	return i;
}

static void fill_window(const struct windows *w, size_t i, uint32_t *x,
                        uint32_t *y)
{
	size_t at = window_at(w, i);
	for (size_t t = 0; t < w->steps; t++) {
		x[t] = at + t < w->n ? w->all[at + t] : QN_LM_END;
		y[t] = at + t + 1 < w->n ? w->all[at + t + 1] : QN_LM_END;
	}
}

/* What window i alone says, or first. */
static void take_losses(const struct windows *w, size_t i, const double *loss,
                        double *nats)
{
	size_t at = window_at(w, i);
	for (size_t t = i ? w->back : 0; t < w->steps; t++) {
		size_t piece = at + t + 1;
		if (piece >= w->known && piece < w->n)
			nats[piece - w->known] = loss[t];
	}
}

static void score_windows(struct qn_lmneural *m, const struct windows *w,
                          double *nats, struct qn_pool *pool)
{
	size_t T = w->steps, count = window_count(w);
	uint32_t *x = qn_calloc(2 * WINDOWS * T, sizeof *x);
	uint32_t *y = x + WINDOWS * T;
	for (size_t first = 0; first < count; first += WINDOWS) {
		for (size_t i = 0; i < WINDOWS && first + i < count; i++)
			fill_window(w, first + i, x + i * T, y + i * T);
		qn_net_score(m->window, x, y, NULL, pool);
		for (size_t i = 0; i < WINDOWS && first + i < count; i++)
			take_losses(w, first + i,
			            m->window->output.loss + i * T, nats);
	}
	free(x);
}

static void score_looking_back(struct qn_lmneural *m, const uint32_t *id,
                               size_t n, double *nats, struct qn_pool *pool)
{
	struct qn_lmtext *past = &m->past;
	size_t steps = m->net->shape.context;
	size_t back = m->stride ? steps - m->stride : steps / 2;
	struct windows w = {.known = past->n, .steps = steps, .back = back};
	for (size_t i = 0; i < n; i++)
		qn_lmtext_add(past, id[i]);
	w.all = past->id;
	w.n = past->n;
	score_windows(m, &w, nats, pool);
	size_t kept = past->n < back + 1 ? past->n : back + 1;
	memmove(past->id, past->id + past->n - kept, kept * sizeof *past->id);
	past->n = kept;
}

bool qn_lmneural_score(struct qn_lmneural *m, const uint32_t *id, size_t n,
                       double *nats, struct qn_pool *pool, struct qn_err *e)
{
	if (m->dynamic)
		return qn_lmdynamic_score(m, id, n, nats, pool, e);
	if (!make_runs(m, e))
		return false;
	if (m->net->class->masked)
		qn_lmmask_score(m->window, id, n, nats, pool);
	else if (n && m->net->class->carries)
		score_carrying(m, id, n, nats, pool);
	else if (n)
		score_looking_back(m, id, n, nats, pool);
	return true;
}

/* --- seq/lm.h ------------------------------------------------------------- */

/* A word as its subwords. */
static bool add_subwords(struct qn_lmneural *m, struct qn_slice word,
                         struct qn_lm_pieces *out, struct qn_lmtext *ids,
                         struct qn_err *e)
{
	struct qn_pieceids *cut = &m->subwords;
	cut->n = 0;
	if (!qn_lmpairs_cut(m->vocab.pairs, word, cut, e))
		return false;
	size_t at = 0; /* in the word, with the space in front */
	for (size_t i = 0; i < cut->n; i++) {
		uint32_t id = cut->id[i] + 1;
		size_t n = qn_lmvocab_spell(&m->vocab, id).n;
		struct qn_lm_piece *p = qn_lm_pieces_add(out, 1);
		if (at + n == 1)
			p->text = (struct qn_slice){" ", 1};
		else
			p->text = (struct qn_slice){word.p + at - (at > 0),
			                            n - (at == 0)};
		at += n;
		p->ends_word = i + 1 == cut->n;
		qn_lmtext_add(ids, id);
	}
	return true;
}

bool qn_lmneural_cut(struct qn_lmneural *m, struct qn_slice lines,
                     struct qn_lm_pieces *out, struct qn_lmtext *ids,
                     struct qn_err *e)
{
	enum qn_lm_unit unit = m->vocab.unit;
	struct qn_lm_cut cut = qn_lm_cut_begin(lines);
	struct qn_slice piece;
	while (qn_lm_cut_next(&cut, unit, &piece)) {
		if (m->vocab.pairs && piece.n) {
			if (!add_subwords(m, piece, out, ids, e))
				return false;
			continue;
		}
		uint32_t id = qn_lmvocab_id(&m->vocab, piece);
		struct qn_lm_piece *p = qn_lm_pieces_add(out, 1);
		p->text = piece;
		p->ends_word = unit != QN_LM_CHAR || !piece.n ||
		               qn_lm_cut_after_word(&cut, piece);
		p->unknown =
		    piece.n && id == m->vocab.unknown &&
		    !qn_slice_eq(piece, qn_map_string(&m->vocab.pieces, id));
		qn_lmtext_add(ids, id);
	}
	return true;
}

static bool score(struct qn_lm *lm, struct qn_slice lines, struct qn_pool *pool,
                  struct qn_lm_pieces *out, struct qn_err *e)
{
	size_t before = out->n;
	struct qn_lmtext ids = {.n = 0};
	bool ok = qn_lmneural_cut(of(lm), lines, out, &ids, e);
	double *nats = qn_malloc(ids.n + 1, sizeof *nats);
	ok = ok && qn_lmneural_score(of(lm), ids.id, ids.n, nats, pool, e);
	for (size_t i = 0; ok && i < ids.n; i++)
		out->at[before + i].nats = (float)nats[i];
	free(nats);
	free(ids.id);
	return ok;
}

static void take(struct qn_lm *lm, uint32_t piece)
{
	struct qn_lmneural *m = of(lm);
	m->net->class->feed(m->one, piece, NULL, m->alone);
}

/* A piece that lmcut.h cut has come. */
static bool read_piece(struct qn_lm *lm, struct qn_slice piece,
                       struct qn_err *e)
{
	struct qn_lmneural *m = of(lm);
	struct qn_pieceids *cut = &m->subwords;
	if (!m->vocab.pairs || !piece.n) {
		take(lm, qn_lmvocab_id(&m->vocab, piece));
		return true;
	}
	cut->n = 0;
	if (!qn_lmpairs_cut(m->vocab.pairs, piece, cut, e))
		return false;
	for (size_t i = 0; i < cut->n; i++)
		take(lm, cut->id[i] + 1);
	return true;
}

static bool begin(struct qn_lm *lm, struct qn_slice text, struct qn_err *e)
{
	struct qn_lmneural *m = of(lm);
	struct qn_lm_cut cut = qn_lm_cut_begin(text);
	struct qn_slice piece;
	if (m->net->class->masked)
		return qn_fail(e, "a masked network fills gaps, and writes no "
		                  "text; give lm embed to it");
	if (!make_runs(m, e))
		return false;
	m->net->class->reset(m->one);
	if (!m->alone)
		m->alone = qn_pool_new(1);
	take(lm, QN_LM_END);
	while (qn_lm_cut_next(&cut, m->vocab.unit, &piece)) {
		/* The last line goes on, unless it was ended. */
		bool ended = piece.n || (text.n && cut.p[-1] == '\n');
		if (ended && !read_piece(lm, piece, e))
			return false;
	}
	return true;
}

static void next(struct qn_lm *lm, float *ln_p)
{
	const struct qn_lmneural *m = of(lm);
	qn_net_scores(m->one, ln_p);
	float all = (float)qn_nnkern()->log_sum(ln_p, lm->vocabulary);
	for (size_t i = 0; i < lm->vocabulary; i++)
		ln_p[i] -= all;
}

static uint32_t best(struct qn_lm *lm)
{
	struct qn_lmneural *m = of(lm);
	if (m->one->adaptive.shape)
		return qn_adaptive_best(&m->one->adaptive, m->one->states);
	if (!m->greedy)
		m->greedy = qn_greedy_new(&m->one->output);
	return qn_greedy_best(m->greedy, m->one->states);
}

static struct qn_slice spell(const struct qn_lm *lm, uint32_t piece)
{
	return qn_lmvocab_spell(&((const struct qn_lmneural *)lm)->vocab,
	                        piece);
}

static void free_model(struct qn_lm *lm)
{
	struct qn_lmneural *m = of(lm);
	qn_lmdynamic_end(m);
	if (m->net) {
		m->net->class->free(m->window);
		m->net->class->free(m->one);
	}
	qn_net_free(m->net);
	qn_lmvocab_release(&m->vocab);
	qn_pieceids_release(&m->subwords);
	free(m->past.id);
	qn_greedy_free(m->greedy);
	qn_pool_free(m->alone);
	free(m);
}

static const struct qn_lm_class class = {.score = score,
                                         .begin = begin,
                                         .next = next,
                                         .take = take,
                                         .spell = spell,
                                         .free = free_model,
                                         .best = best};

size_t qn_lmneural_words(const struct qn_net_class *net,
                         const struct qn_lmvocab *vocab)
{
	return qn_lmvocab_count(vocab) + net->masked;
}

struct qn_lmneural *qn_lmneural_of(struct qn_lm *m)
{
	return m->type == &class ? of(m) : NULL;
}

bool qn_lmneural_set_stride(struct qn_lmneural *m, size_t stride,
                            struct qn_err *e)
{
	if (m->net->class->carries)
		return qn_fail(e, "a recurrent network reads on and on: it has "
		                  "no windows that go on by a stride");
	if (m->net->class->masked)
		return qn_fail(e, "windows of a masked network, which looks "
		                  "both ways, do not overlap");
	m->stride = stride;
	return qn_check_range("stride", (double)stride, 1,
	                      (double)m->net->shape.context, e);
}

struct qn_lmneural *qn_lmneural_new(const struct qn_net_class *net,
                                    const struct qn_net_shape *shape,
                                    struct qn_lmvocab *vocab, struct qn_err *e)
{
	struct qn_net_shape s = *shape;
	struct qn_lmneural *m = qn_calloc(1, sizeof *m);
	s.words = qn_lmneural_words(net, vocab);
	m->lm = (struct qn_lm){&class, vocab->unit, s.words};
	m->vocab = *vocab;
	*vocab = (struct qn_lmvocab){.unknown = 0};
	m->net = qn_net_new(net, &s, e);
	if (m->net)
		return m;
	qn_lm_free(&m->lm);
	return NULL;
}
