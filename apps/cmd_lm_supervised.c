/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_supervised.c -- `quern lm supervised`: a network that tells the label
 * of a line.
 */
#include "apps/cmd_lm.h"

#include <stdlib.h>
#include <string.h>

#include "apps/signals.h"
#include "apps/training.h"
#include "seq/textclass.h"

#define MOST 128 /* pieces of a line, unless said */

struct supervised_options {
	const char *arch, *from, *valid;
	enum qn_lm_unit unit;
	enum qn_gather gather;
	size_t filters, window;
	struct lm_neural_options neural;
};

static const struct supervised_options defaults = {
    .arch = "lstm", .gather = QN_GATHER_MEAN, .neural = LM_NEURAL_DEFAULTS};

/* --- what is asked for ---------------------------------------------------- */

static const struct qn_net_class *find_class(const char *name, struct call *c)
{
	const struct qn_net_class *class = qn_net_class(name);
	if (!class)
		call_misuse(c,
		            "--arch: \"%s\" is none of lstm, gru, rnn, "
		            "transformer, bert, bilstm, bigru",
		            name);
	return class;
}

/* Options that say what a model that is there looks like. */
static bool shaped(const struct supervised_options *o)
{
	const struct lm_neural_options *n = &o->neural,
	                               *plain = &defaults.neural;
	return memcmp(&n->shape, &plain->shape, sizeof n->shape) != 0 ||
	       n->min_count || n->bpe || n->bpe_size || n->train.begin ||
	       o->unit != defaults.unit || strcmp(o->arch, defaults.arch) != 0;
}

static const char *idle(const struct supervised_options *o,
                        const struct lm_neural_options *n,
                        const struct qn_net_class *class)
{
	bool conv = o->gather == QN_GATHER_CONV;
	if (n->train.accumulate != 1)
		return "--accumulate is for language models";
	if (n->train.lesson.samples)
		return "--samples is for language models";
	if (n->adaptive)
		return "--adaptive is for language models";
	if (!n->shape.tied)
		return "--no-tied is for language models";
	if (!conv && (o->filters || o->window))
		return "--filters and --window go with --gather conv";
	if (o->from && shaped(o))
		return "--from has an architecture, a vocabulary and "
		       "parameters";
	return lm_neural_idle(&o->neural, n, class->recurrent, o->unit,
	                      o->valid);
}

static void settle(struct lm_neural_options *n,
                   const struct qn_net_class *class)
{
	struct qn_lmtrain_options *t = &n->train;
	if (!t->bptt)
		t->bptt = MOST;
	if (!t->epochs)
		t->epochs = 5;
	if (t->course.optim.kind == LM_OPTIMIZER_UNSAID)
		t->course.optim.kind = QN_OPTIM_ADAM;
	if (t->course.optim.kind == QN_OPTIM_ADAM && t->course.optim.rate == 0)
		t->course.optim.rate = 0.001f;
	lm_neural_settle(n, class);
}

/* --- the model ------------------------------------------------------------ */

static struct qn_head_shape head_of(const struct supervised_options *o,
                                    size_t labels)
{
	struct qn_head_shape s = {.labels = labels, .gather = o->gather};
	if (o->gather == QN_GATHER_CONV) {
		s.filters = o->filters ? o->filters : 100;
		s.window = o->window ? o->window : 3;
	}
	return s;
}

/* A language model's network, with a head; *kept receives how many parameters
 * are its own. */
static struct qn_lmneural *extend(const struct supervised_options *o,
                                  size_t labels, size_t *kept, struct call *c)
{
	struct qn_lm *lm = lm_load(o->from, c);
	struct qn_lmneural *from = lm ? qn_lmneural_of(lm) : NULL, *m = NULL;
	if (lm && !from)
		qn_fail(&c->e, "%s: not a network", o->from);
	if (from) {
		struct qn_net_shape shape = from->net->shape;
		*kept = from->net->params.total;
		shape.head = head_of(o, labels);
		m = qn_lmneural_new(from->net->class, &shape, &from->vocab,
		                    &c->e);
		if (m)
			memcpy(m->net->w, from->net->w,
			       *kept * sizeof *m->net->w);
	}
	qn_lm_free(lm);
	return m;
}

static struct qn_lmneural *begin(const struct supervised_options *o,
                                 const struct lm_neural_options *n,
                                 const struct qn_net_class *class,
                                 size_t labels, struct call *c)
{
	struct qn_net_shape shape = n->shape;
	struct qn_lmvocab vocab = {.unit = o->unit};
	struct qn_lmtext text = {.n = 0};
	struct qn_lmneural *m = NULL;
	shape.head = head_of(o, labels);
	shape.context = class->carries ? 0 : n->train.bptt + !class->masked;
	if (lm_neural_read_text(n, &text, &vocab, c))
		m = qn_lmneural_new(class, &shape, &vocab, &c->e);
	qn_lmvocab_release(&vocab);
	free(text.id);
	return m;
}

/* Pieces of a line that the network can look at. */
static size_t most_of(const struct qn_lmneural *m, size_t asked)
{
	const struct qn_net *net = m->net;
	size_t room = net->class->carries
	                  ? asked
	                  : net->shape.context - !net->class->masked;
	return asked < room ? asked : room;
}

/* --- the command ---------------------------------------------------------- */

static void learn(const struct supervised_options *o,
                  const struct lm_neural_options *n, struct qn_textclass *t,
                  size_t kept, struct call *c)
{
	struct qn_textset set = {.n = 0}, valid = {.n = 0};
	const char *path = c->operands.item[0];
	signals_defer_both();
	if (qn_textset_read(&set, t->m, &t->labels, path, &c->e) &&
	    (!o->valid ||
	     qn_textset_read(&valid, t->m, &t->labels, o->valid, &c->e)) &&
	    qn_textclass_train(t, &set, o->valid ? &valid : NULL, kept,
	                       &n->train, call_pool(c), &c->e)) {
		call_progress_end(c);
		qn_textclass_save(t, c->common.output, &c->e);
	}
	qn_textset_release(&set);
	qn_textset_release(&valid);
}

static void train(const struct supervised_options *o,
                  const struct lm_neural_options *n,
                  const struct qn_net_class *class, struct call *c)
{
	struct qn_map labels = {.count = 0};
	struct qn_textclass *t = NULL;
	size_t kept = 0;
	if (qn_textset_labels(&labels, c->operands.item[0], &c->e)) {
		struct qn_lmneural *m =
		    o->from ? extend(o, labels.count, &kept, c)
		            : begin(o, n, class, labels.count, c);
		if (m)
			t = qn_textclass_new(m, &labels,
			                     most_of(m, n->train.bptt), &c->e);
	}
	if (t)
		learn(o, n, t, kept, c);
	qn_textclass_free(t);
	qn_map_release(&labels);
}

static bool supervised(void *options, struct call *c)
{
	const struct supervised_options *o = options;
	const struct qn_net_class *class = find_class(o->arch, c);
	struct lm_neural_options n = o->neural;
	const struct qn_progress progress = training_progress(c);
	struct qn_buf checkpoint = {0};
	if (!class)
		return false;
	settle(&n, class);
	const char *misuse = idle(o, &n, class);
	if (misuse)
		return call_misuse(c, "%s", misuse);
	if (!lm_neural_can_save(c))
		return false;
	qn_buf_printf(&checkpoint, "%s.checkpoint", c->common.output);
	n.train.course.checkpoint = checkpoint.p;
	n.train.lesson.seed = c->common.seed;
	n.train.course.progress = &progress;
	train(o, &n, class, c);
	qn_buf_release(&checkpoint);
	return !c->e.failed;
}

static const char *const units[] = {
    [QN_LM_WORD] = "word", [QN_LM_CHAR] = "char", [QN_LM_BPE] = "bpe", NULL};
static const char *const gathers[] = {[QN_GATHER_LAST] = "last",
                                      [QN_GATHER_MEAN] = "mean",
                                      [QN_GATHER_ATTENTION] = "attention",
                                      [QN_GATHER_CONV] = "conv",
                                      NULL};

static const struct option table[] = {
    {.help = "Model"},
    {.names = "arch",
     OPTION_FIELD(struct supervised_options, arch),
     .argument = "NAME",
     .help = "the network: lstm, gru, rnn, transformer, and both ways bert (a "
             "transformer), bilstm, bigru"},
    {.names = "from",
     OPTION_FIELD(struct supervised_options, from),
     .argument = "MODEL",
     .shown = "",
     .help = "go on from a language model, its network and its vocabulary"},
    {.names = "unit",
     OPTION_FIELD(struct supervised_options, unit),
     .choices = units,
     .argument = "word|char|bpe",
     .help = "the pieces of a line"},
    {.names = "gather",
     OPTION_FIELD(struct supervised_options, gather),
     .choices = gathers,
     .argument = "last|mean|attention|conv",
     .help = "how what the network makes of the pieces becomes one vector: the "
             "last state, the mean, a mean that is learnt, the greatest of "
             "filters over time"},
    {.names = "filters",
     OPTION_FIELD(struct supervised_options, filters),
     .min = 1,
     .max = 65536,
     .argument = "N",
     .shown = "100",
     .help = "filters of --gather conv"},
    {.names = "window",
     OPTION_FIELD(struct supervised_options, window),
     .min = 1,
     .max = 256,
     .argument = "N",
     .shown = "3",
     .help = "pieces that one of them looks at"},
    LM_NEURAL_OPTIONS(struct supervised_options, neural),
    {.help = "Text"},
    {.names = "valid",
     OPTION_FIELD(struct supervised_options, valid),
     .argument = "FILE",
     .shown = "",
     .help = "held-out lines, to choose parameters by"},
    {0},
};

const struct command lm_supervised = {
    .name = "supervised",
    .summary = "a network that tells the label of a line",
    .operands = "TEXT",
    .about = "Every line begins with its label, \"__label__NAME\".  Of a line "
             "so many pieces count as --bptt says (128).  Five epochs of Adam "
             "at 0.001, unless said.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "json",
    .run = supervised,
};
