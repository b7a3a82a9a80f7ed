/* SPDX-License-Identifier: MIT */
/*
 * translatelines.c -- see translation.h: text to ids, ids to text.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "seq/translate.h"
#include "seq/translatescore.h"
#include "text/unicode.h"

/* --- translating ---------------------------------------------------------- */

struct sources {
	struct qn_pieceids id;
	size_t *at; /* [n + 1]                       */
	bool *cut;  /* [n] there were more than that */
};

static bool encode(struct sources *s, struct qn_mtencoder *c, size_t most,
                   const struct qn_slice *line, size_t n, struct qn_err *e)
{
	s->at[0] = 0;
	for (size_t i = 0; i < n; i++) {
		struct qn_slice text = line[i];
		struct qn_err why = QN_ERR_INIT;
		if (!qn_utf8_require(text, &why) ||
		    !qn_mtencoder_line(c, text, &s->id, &why))
			return qn_fail(e, "sentence %zu: %s", i + 1, why.text);
		s->cut[i] = s->id.n - s->at[i] > most;
		if (s->cut[i])
			s->id.n = s->at[i] + most;
		qn_pieceids_add(&s->id, QN_MT_END);
		s->at[i + 1] = s->id.n;
	}
	return true;
}

/* Texts lie in one buffer: where they are is known when all of them are. */
static struct qn_translations *collect(const struct qn_translator *m,
                                       const struct sources *s,
                                       const struct qn_beam_result *result,
                                       size_t n, size_t nbest)
{
	const struct qn_mtvocab *v = qn_translator_target(m);
	struct qn_translations *r = qn_calloc(1, sizeof *r);
	struct qn_translated *to = qn_calloc(n * nbest + 1, sizeof *to);
	*r = (struct qn_translations){.n = n, .nbest = nbest, .each = to};
	for (size_t i = 0; i < n * nbest; i++) {
		const struct qn_beam_result *of = &result[i / nbest];
		size_t before = r->text.n;
		to[i].cut = s->cut[i / nbest];
		if (i % nbest >= of->n)
			continue;
		const struct qn_beam_target *t = &of->target[i % nbest];
		qn_mtvocab_decode(v, t->id, t->n, &r->text);
		to[i].text.n = r->text.n - before;
		to[i].score = t->score;
		to[i].nats = t->nats;
	}
	qn_buf_puts(&r->text, "");
	const char *p = r->text.p;
	for (size_t i = 0; i < n * nbest; p += to[i++].text.n)
		to[i].text.p = p;
	return r;
}

struct qn_translations *qn_translation_lines(struct qn_translation *t,
                                             const struct qn_slice *line,
                                             size_t n, uint64_t first,
                                             struct qn_pool *pool,
                                             struct qn_err *e)
{
	struct qn_translations *r = NULL;
	struct qn_mtencoder c;
	if (e->failed)
		return NULL;
	const struct qn_translate_options *o = qn_translation_options(t);
	const struct qn_translator *m = qn_translation_model(t);
	if (!qn_mtencoder_init(&c, &m->source, e))
		return NULL;
	struct sources s = {.at = qn_malloc(n + 1, sizeof *s.at),
	                    .cut = qn_calloc(n + 1, sizeof *s.cut)};
	struct qn_beam_result *result = qn_calloc(n + 1, sizeof *result);
	if (encode(&s, &c, qn_translator_most(m, o->most), line, n, e) &&
	    qn_translation_run(t, s.id.id, s.at, n, first, result, pool, e))
		r = collect(m, &s, result, n, o->beam.nbest);
	for (size_t i = 0; i < n; i++)
		qn_beam_result_release(&result[i]);
	free(result);
	qn_pieceids_release(&s.id);
	free(s.at);
	free(s.cut);
	qn_mtencoder_release(&c);
	return r;
}

void qn_translations_free(struct qn_translations *r)
{
	if (!r)
		return;
	free(r->each);
	qn_buf_release(&r->text);
	free(r);
}

/* --- scoring -------------------------------------------------------------- */

bool qn_translator_score(const struct qn_translator *m,
                         const struct qn_slice *source,
                         const struct qn_slice *target, size_t n, double *nats,
                         size_t *pieces, struct qn_pool *pool, struct qn_err *e)
{
	struct qn_mtpairs p = {.n = 0};
	bool ok = n == 0 || (qn_mtpairs_of(&p, source, target, n, &m->source,
	                                   qn_translator_target(m), e) &&
	                     qn_translate_score(m, &p, nats, pool, e));
	for (size_t i = 0; ok && pieces && i < n; i++)
		pieces[i] = p.y_at[i + 1] - p.y_at[i] + 1;
	qn_mtpairs_release(&p);
	return ok && !e->failed;
}
