/* SPDX-License-Identifier: MIT */
/*
 * translatetrain.c -- see translatetrain.h.
 */
#include "seq/translatetrain.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "seq/bleu.h"
#include "seq/translate.h"
#include "seq/translatescore.h"

#define VALID_BATCH 64 /* sources translated at a time */

struct training {
	const struct qn_mttrain_options *o;
	struct qn_translator *m;
	struct qn_pool *pool;
	struct qn_mtsampling sampling; /* half of it known */
	struct qn_mtbatches batches;
	struct qn_mtrun *run;
};

bool qn_mttrain_check(const struct qn_mttrain_options *o, struct qn_err *e)
{
	return qn_train_check(&o->course, o->epochs, e) &&
	       qn_check_range("batch", (double)o->batch, 1, 1 << 24, e) &&
	       qn_check_range("dropout", (double)o->lesson.dropout, 0, 0.99,
	                      e) &&
	       qn_check_range("label smoothing", (double)o->lesson.smooth, 0,
	                      0.99, e);
}

/* --- a step --------------------------------------------------------------- */

static double score(void *ctx, uint64_t step, const float **g)
{
	struct training *t = ctx;
	const struct qn_mtbatch *b = qn_mtbatches_step(&t->batches, step);
	struct qn_lesson lesson = t->o->lesson;
	lesson.step = step;
	lesson.own = (float)(1 - qn_mtsampling_share(&t->sampling, step));
	*g = t->run->g;
	return t->m->net->class->score(t->run, b, &lesson, t->pool) /
	       (double)b->y_at[b->pairs];
}

/* --- validation ----------------------------------------------------------- */

static bool due(const void *ctx, uint64_t step)
{
	return step % ((const struct training *)ctx)->batches.n == 0;
}

/* Mean -ln p of a piece. */
static bool valid_loss(struct training *t, double *mean, struct qn_err *e)
{
	const struct qn_mtpairs *p = t->o->valid;
	double *nats = qn_malloc(p->n, sizeof *nats), sum = 0;
	bool ok = qn_translate_score(t->m, p, nats, t->pool, e);
	for (size_t i = 0; ok && i < p->n; i++)
		sum += nats[i];
	free(nats);
	*mean = sum / (double)(p->y.n + p->n);
	return ok;
}

static double bleu_of(const struct training *t,
                      const struct qn_beam_result *result)
{
	const struct qn_mtpairs *p = t->o->valid;
	const struct qn_bleu_options o = QN_BLEU_DEFAULTS;
	struct qn_bleu *bleu = qn_bleu_new(&o);
	double sum[2 + 2 * QN_BLEU_ORDER] = {0}, one[2 + 2 * QN_BLEU_ORDER];
	struct qn_buf text = {0};
	for (size_t i = 0; i < p->n; i++) {
		struct qn_slice line = qn_mtpairs_line(p, i);
		qn_buf_clear(&text);
		if (result[i].n)
			qn_mtvocab_decode(qn_translator_target(t->m),
			                  result[i].target[0].id,
			                  result[i].target[0].n, &text);
		qn_bleu_segment(bleu, qn_buf_slice(&text), &line, 1, one);
		for (size_t k = 0; k < qn_bleu_stats(&o); k++)
			sum[k] += one[k];
	}
	qn_buf_release(&text);
	qn_bleu_free(bleu);
	return qn_bleu_score(&o, sum, false).score;
}

static bool valid_bleu(struct training *t, double *bleu, struct qn_err *e)
{
	const struct qn_mtpairs *p = t->o->valid;
	struct qn_translate_options o = {.beam = QN_BEAM_DEFAULTS,
	                                 .batch = VALID_BATCH};
	struct qn_translator *const model[] = {t->m};
	o.beam.beam = 1;
	struct qn_translation *all = qn_translation_new(model, 1, &o, e);
	struct qn_beam_result *result = qn_calloc(p->n, sizeof *result);
	bool ok = all && qn_translation_run(all, p->x.id, p->x_at, p->n, 0,
	                                    result, t->pool, e);
	if (ok)
		*bleu = bleu_of(t, result);
	for (size_t i = 0; i < p->n; i++)
		qn_beam_result_release(&result[i]);
	free(result);
	qn_translation_free(all);
	return ok;
}

static bool validate(void *ctx, struct qn_buf *line, double *loss,
                     struct qn_err *e)
{
	struct training *t = ctx;
	double nats, bleu;
	if (!valid_loss(t, &nats, e) || !valid_bleu(t, &bleu, e))
		return false;
	qn_buf_printf(line,
	              ", \"valid_loss\": %.6g, \"valid_perplexity\": %.6g, "
	              "\"valid_bleu\": %.4f",
	              nats, exp(nats), bleu);
	*loss = t->o->judge == QN_MTJUDGE_BLEU ? -bleu : nats;
	return true;
}

/* --- the whole ------------------------------------------------------------ */

static void shape_facts(struct qn_trainfacts *f, const struct qn_mtshape *s)
{
	qn_trainfacts_add(f, "source vocabulary", (double)s->source_words);
	qn_trainfacts_add(f, "target vocabulary", (double)s->target_words);
	qn_trainfacts_add(f, "layers", (double)s->layers);
	qn_trainfacts_add(f, "decoder-layers", (double)s->decoder_layers);
	qn_trainfacts_add(f, "dim", (double)s->width);
	qn_trainfacts_add(f, "heads", (double)s->heads);
	qn_trainfacts_add(f, "inner", (double)s->inner);
	qn_trainfacts_add(f, "activation", s->activation);
	qn_trainfacts_add(f, "post-norm", s->post);
	qn_trainfacts_add(f, "shared", s->shared);
	qn_trainfacts_add(f, "tied", s->tied);
	qn_trainfacts_add(f, "attention", s->score);
	qn_trainfacts_add(f, "feeding", s->feeding);
}

static void all_facts(struct qn_trainfacts *f, const struct training *t)
{
	const struct qn_mttrain_options *o = t->o;
	qn_trainfacts_text(f, "arch", "%s", t->m->net->class->name);
	shape_facts(f, &t->m->net->shape);
	qn_trainfacts_optim(f, &o->course.optim);
	qn_trainfacts_add(f, "epochs", (double)o->epochs);
	qn_trainfacts_add(f, "average", (double)o->course.average);
	qn_trainfacts_add(f, "batch", (double)o->batch);
	qn_trainfacts_add(f, "dropout", (double)o->lesson.dropout);
	qn_trainfacts_add(f, "label-smoothing", (double)o->lesson.smooth);
	qn_trainfacts_add(f, "precision", o->lesson.precision);
	qn_trainfacts_add(f, "scheduled-sampling", t->sampling.kind);
	qn_trainfacts_add(f, "sampling-half", t->sampling.half);
	qn_trainfacts_add(f, "sampling-least", t->sampling.least);
	qn_trainfacts_text(f, "seed", "%ju", (uintmax_t)o->lesson.seed);
	qn_trainfacts_text(f, "text", "%016jx",
	                   (uintmax_t)qn_mtpairs_hash(t->batches.pairs));
	qn_trainfacts_text(f, "validation", "%016jx",
	                   o->valid ? (uintmax_t)qn_mtpairs_hash(o->valid) : 0);
	qn_trainfacts_add(f, "judge", o->judge);
}

static bool begin(struct training *t, const struct qn_mtpairs *pairs,
                  struct qn_err *e)
{
	const struct qn_mttrain_options *o = t->o;
	const struct qn_mtnet *net = t->m->net;
	if (!qn_mtbatches_init(&t->batches, pairs, o->batch,
	                       !net->class->recurrent, o->lesson.seed, e))
		return false;
	if (o->sampling.kind != QN_MTSAMPLING_NONE && !net->class->recurrent)
		return qn_fail(e, "scheduled sampling is for networks that go "
		                  "step by step: lstm and gru");
	t->sampling = o->sampling;
	if (t->sampling.half == 0)
		t->sampling.half =
		    fmax((double)(o->epochs * t->batches.n) / 2, 1);
	if (!qn_mtsampling_check(&t->sampling, e))
		return false;
	qn_params_init(&net->params, net->w, o->lesson.seed);
	t->run = net->class->run(net, &t->batches.room, true, e);
	t->m->most = t->batches.room.x_most;
	return !e->failed;
}

static bool run(struct training *t, struct qn_err *e)
{
	const struct qn_mtpairs *p = t->batches.pairs;
	const struct qn_mtnet *net = t->m->net;
	struct qn_learner l = {.ctx = t,
	                       .w = net->w,
	                       .n = net->params.total,
	                       .steps = t->o->epochs * t->batches.n,
	                       .epoch = t->batches.n,
	                       .pieces = (double)(p->y.n + p->n) /
	                                 (double)t->batches.n,
	                       .recent = log((double)net->shape.target_words),
	                       .facts = {.kind = "translation-checkpoint"},
	                       .score = score,
	                       .due = t->o->valid ? due : NULL,
	                       .validate = validate};
	all_facts(&l.facts, t);
	return qn_train(&l, &t->o->course, t->pool, e);
}

bool qn_mttrain(struct qn_translator *m, const struct qn_mtpairs *pairs,
                const struct qn_mttrain_options *o, struct qn_pool *pool,
                struct qn_err *e)
{
	struct training t = {.o = o, .m = m, .pool = pool};
	if (qn_mttrain_check(o, e) && begin(&t, pairs, e))
		run(&t, e);
	m->net->class->free(t.run);
	qn_mtbatches_release(&t.batches);
	return !e->failed;
}
