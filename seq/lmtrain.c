/* SPDX-License-Identifier: MIT */
/*
 * lmtrain.c -- see lmtrain.h.
 */
#include "seq/lmtrain.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "seq/lmbatch.h"
#include "seq/lmmask.h"
#include "seq/lmscore.h"

#define CHUNK ((size_t)1 << 16) /* parameters added up at a time */

struct training {
	const struct qn_lmtrain_options *o;
	struct qn_lmneural *m;
	struct qn_pool *pool;
	struct qn_lmbatch batch;
	struct qn_netrun *run;
	size_t epoch; /* steps of one */
	float *sum;   /* [parameters] gradients of a step's batches, if they
	               * are several */
};

bool qn_lmtrain_check(const struct qn_lmtrain_options *o, struct qn_err *e)
{
	return qn_train_check(&o->course, o->epochs, e) &&
	       qn_check_range("batch", (double)o->batch, 1, 1 << 20, e) &&
	       qn_check_range("bptt", (double)o->bptt, 1, 1 << 20, e) &&
	       qn_check_range("accumulate", (double)o->accumulate, 1, 1 << 20,
	                      e) &&
	       qn_check_range("scale to begin with", (double)o->begin_scale, 0,
	                      1e9, e) &&
	       qn_check_range("dropout", (double)o->lesson.dropout, 0, 0.99,
	                      e) &&
	       qn_check_range("dropout of words", (double)o->lesson.words, 0,
	                      0.99, e) &&
	       qn_check_range("dropout of weights", (double)o->lesson.weights,
	                      0, 0.99, e) &&
	       qn_check_range("label smoothing", (double)o->lesson.smooth, 0,
	                      0.99, e) &&
	       qn_check_range("samples", (double)o->lesson.samples, 0, 1e9, e);
}

/* --- what a step and an epoch are ----------------------------------------- */

/* The loss of batch i of a step; its gradients are in run->g. */
static double learn(struct training *t, uint64_t step, size_t i)
{
	const struct qn_net_class *class = t->m->net->class;
	struct qn_lesson lesson = t->o->lesson;
	uint64_t place = step % t->epoch * t->o->accumulate + i;
	lesson.step = step / t->epoch * qn_lmbatch_epoch(&t->batch) + place;
	if (class->carries && place == 0)
		class->reset(t->run);
	size_t n = t->o->batch * t->o->bptt;
	qn_lmbatch_fill(&t->batch, lesson.step);
	if (class->masked)
		n = qn_lmmask_draw(t->m->net, t->batch.x, t->batch.y, n,
		                   lesson.seed, lesson.step);
	return qn_net_score(t->run, t->batch.x, t->batch.y, &lesson, t->pool) /
	       (double)n;
}

/* Some of a batch's gradients to those of the batches before. */
static void gather(void *ctx, size_t shard, size_t from, size_t to)
{
	const struct training *t = ctx;
	float share = 1 / (float)t->o->accumulate;
	(void)shard;
	for (size_t i = from; i < to; i++)
		t->sum[i] += share * t->run->g[i];
}

/* The mean of a step's batches, and of their gradients. */
static double score(void *ctx, uint64_t step, const float **g)
{
	struct training *t = ctx;
	size_t n = t->m->net->params.total, batches = t->o->accumulate;
	double nats = 0;
	if (t->sum)
		memset(t->sum, 0, n * sizeof *t->sum);
	for (size_t i = 0; i < batches; i++) {
		nats += learn(t, step, i) / (double)batches;
		if (t->sum)
			qn_pool_for(t->pool, n, (n + CHUNK - 1) / CHUNK, gather,
			            t);
	}
	*g = t->sum ? t->sum : t->run->g;
	return nats;
}

static bool due(const void *ctx, uint64_t step)
{
	return step % ((const struct training *)ctx)->epoch == 0;
}

static bool validate(void *ctx, struct qn_buf *line, double *loss,
                     struct qn_err *e)
{
	struct training *t = ctx;
	struct qn_lm_totals total;
	qn_lmneural_reset(t->m);
	if (!qn_lm_score(&t->m->lm, t->o->valid, t->pool, NULL, NULL, NULL,
	                 &total, e))
		return false;
	qn_buf_printf(line,
	              ", \"valid_loss\": %.6g, \"valid_perplexity\": %.6g, "
	              "\"valid_bits_per_char\": %.6g",
	              total.nats / (double)total.pieces,
	              qn_lm_perplexity(&total), qn_lm_bits_per_char(&total));
	*loss = total.nats;
	return true;
}

/* --- the whole ------------------------------------------------------------ */

/* The cutoffs; a number for them where they are too many. */
static void cluster_facts(struct qn_trainfacts *f,
                          const struct qn_adaptive_shape *s)
{
	char list[QN_ADAPTIVE_LIST];
	qn_adaptive_print(s, list);
	if (strlen(list) < sizeof f->fact->value)
		qn_trainfacts_text(f, "adaptive", "%s", list);
	else
		qn_trainfacts_text(f, "adaptive", "%016jx",
		                   (uintmax_t)qn_hash(list, strlen(list)));
	qn_trainfacts_add(f, "adaptive-factor", (double)s->factor);
}

static void shape_facts(struct qn_trainfacts *f, const struct qn_net_shape *s)
{
	qn_trainfacts_add(f, "layers", (double)s->layers);
	qn_trainfacts_add(f, "hidden", (double)s->hidden);
	qn_trainfacts_add(f, "embed", (double)s->embed);
	qn_trainfacts_add(f, "heads", (double)s->heads);
	qn_trainfacts_add(f, "inner", (double)s->inner);
	qn_trainfacts_add(f, "context", (double)s->context);
	qn_trainfacts_add(f, "positions", s->positions);
	qn_trainfacts_add(f, "activation", s->activation);
	qn_trainfacts_add(f, "tied", s->tied);
	cluster_facts(f, &s->adaptive);
}

void qn_lmtrain_facts(struct qn_trainfacts *f,
                      const struct qn_lmtrain_options *o)
{
	qn_trainfacts_optim(f, &o->course.optim);
	qn_trainfacts_add(f, "epochs", (double)o->epochs);
	qn_trainfacts_add(f, "average", (double)o->course.average);
	qn_trainfacts_add(f, "batch", (double)o->batch);
	qn_trainfacts_add(f, "init", o->begin);
	qn_trainfacts_add(f, "init-scale", (double)o->begin_scale);
	qn_trainfacts_add(f, "dropout", (double)o->lesson.dropout);
	qn_trainfacts_add(f, "locked", o->lesson.locked);
	qn_trainfacts_add(f, "embed-dropout", (double)o->lesson.words);
	qn_trainfacts_add(f, "weight-dropout", (double)o->lesson.weights);
	qn_trainfacts_add(f, "label-smoothing", (double)o->lesson.smooth);
	qn_trainfacts_add(f, "precision", o->lesson.precision);
	qn_trainfacts_text(f, "seed", "%ju", (uintmax_t)o->lesson.seed);
}

static void all_facts(struct qn_trainfacts *f, const struct training *t)
{
	const struct qn_lmtrain_options *o = t->o;
	const struct qn_lmtext *text = t->batch.text;
	qn_trainfacts_text(f, "arch", "%s", t->m->net->class->name);
	shape_facts(f, &t->m->net->shape);
	qn_lmtrain_facts(f, o);
	qn_trainfacts_add(f, "bptt", (double)o->bptt);
	qn_trainfacts_add(f, "accumulate", (double)o->accumulate);
	qn_trainfacts_add(f, "samples", (double)o->lesson.samples);
	qn_trainfacts_text(f, "validation", "%s", o->valid ? "yes" : "no");
	qn_trainfacts_text(
	    f, "text", "%016jx",
	    (uintmax_t)qn_hash(text->id, text->n * sizeof *text->id));
}

/* Whether the output layer can be learnt as the lesson has it. */
static bool check_output(const struct qn_lesson *l,
                         const struct qn_net_shape *s, struct qn_err *e)
{
	size_t most = qn_sampled_most(s->words);
	if (s->adaptive.tails && (l->samples || l->smooth > 0))
		return qn_fail(e, "words in clusters are learnt neither by a "
		                  "sample nor with label smoothing");
	if (l->samples > most)
		return qn_fail(
		    e,
		    "a sample of %zu of %zu words; take %zu at most, "
		    "or all",
		    l->samples, s->words, most);
	return true;
}

static bool begin(struct training *t, struct qn_err *e)
{
	const struct qn_lmtrain_options *o = t->o;
	const struct qn_net *net = t->m->net;
	size_t n = o->batch * o->bptt;
	t->epoch = qn_lmbatch_epoch(&t->batch) / o->accumulate;
	if (t->epoch == 0)
		return qn_fail(e,
		               "a text of %zu pieces is too short for a "
		               "step of %zu sequences of %zu; lower --batch "
		               "or --bptt",
		               t->batch.text->n, o->accumulate * o->batch,
		               o->bptt);
	if (!check_output(&o->lesson, &net->shape, e))
		return false;
	qn_params_begin(&t->m->net->params, o->begin, o->begin_scale);
	qn_params_init(&net->params, net->w, o->lesson.seed);
	t->run = net->class->run(net, o->batch, o->bptt, true, e);
	if (!t->run)
		return false;
	net->class->reset(t->run);
	t->batch.x = qn_big_alloc(2 * n, sizeof *t->batch.x, "a batch", e);
	t->batch.y = t->batch.x ? t->batch.x + n : NULL;
	if (o->accumulate > 1)
		t->sum = qn_big_alloc(net->params.total, sizeof *t->sum,
		                      "sums of gradients", e);
	return !e->failed;
}

static bool run(struct training *t, struct qn_err *e)
{
	const struct qn_lmtrain_options *o = t->o;
	struct qn_learner l = {.ctx = t,
	                       .w = t->m->net->w,
	                       .n = t->m->net->params.total,
	                       .carried = t->run->state,
	                       .carried_n = t->run->state_n,
	                       .steps = o->epochs * t->epoch,
	                       .epoch = t->epoch,
	                       .pieces =
	                           (double)(o->accumulate * o->batch * o->bptt),
	                       .recent = log((double)t->m->lm.vocabulary),
	                       .facts = {.kind = "lm-checkpoint"},
	                       .score = score,
	                       .due = o->valid ? due : NULL,
	                       .validate = validate};
	all_facts(&l.facts, t);
	bool ok = qn_train(&l, &o->course, t->pool, e);
	qn_lmneural_reset(t->m);
	return ok;
}

bool qn_lmtrain(struct qn_lmneural *m, const struct qn_lmtext *text,
                const struct qn_lmtrain_options *o, struct qn_pool *pool,
                struct qn_err *e)
{
	struct training t = {.o = o,
	                     .m = m,
	                     .pool = pool,
	                     .batch = {.text = text,
	                               .rows = o->batch,
	                               .steps = o->bptt,
	                               .tracks = m->net->class->carries,
	                               .seed = o->lesson.seed}};
	if (qn_lmtrain_check(o, e) && begin(&t, e))
		run(&t, e);
	m->net->class->free(t.run);
	qn_big_free(t.batch.x);
	qn_big_free(t.sum);
	return !e->failed;
}
