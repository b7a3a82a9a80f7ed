/* SPDX-License-Identifier: MIT */
/*
 * cmd_lda_add.c -- `quern lda add`: new documents for a model.
 */
#include "apps/cmd_lda.h"

#include "apps/topicinput.h"
#include "topic/ldamodel.h"

struct add_options {
	struct topicdocs docs;
	struct qn_lda_options lda;
	struct topicoutput output;
};

static bool learn(struct add_options *o, const struct qn_lda_model *m,
                  struct qn_docwords *d, struct call *c)
{
	struct qn_lda_held held = {.n = 0};
	struct qn_lda *l = NULL;
	o->lda.topics = m->K;
	o->lda.beta = m->beta;
	o->lda.topic_alpha = m->alpha;
	o->lda.seed = c->common.seed;
	o->lda.progress = call_progress(c);
	o->lda.held = &held;
	if (qn_lda_held_model(&held, m, d, &c->e))
		l = qn_lda_new(&o->lda, d, &c->e);
	if (l && qn_lda_train(l, call_pool(c), &c->e)) {
		call_progress_end(c);
		lda_save(&o->output, l, &m->about.tokenizer, m->documents,
		         &c->e);
	}
	qn_lda_free(l);
	qn_lda_held_release(&held);
	return !c->e.failed;
}

static bool add(void *options, struct call *c)
{
	struct add_options *o = options;
	struct qn_err e = QN_ERR_INIT;
	if (!qn_lda_check(&o->lda, &e))
		return call_misuse(c, "%s", e.text);
	if (!topicoutput_check(&o->output, c))
		return false;
	struct qn_lda_model *m = qn_lda_model_load(c->operands.item[0], &c->e);
	struct qn_docwords *d =
	    m ? topicinput_read_known(&o->docs, &m->about.tokenizer, NULL, c)
	      : NULL;
	if (d)
		learn(o, m, d, c);
	qn_docwords_free(d);
	qn_lda_model_free(m);
	return !c->e.failed;
}

static const struct add_options defaults = {
    .lda = QN_LDA_DEFAULTS,
    .output = TOPICOUTPUT_DEFAULTS,
};

static const struct option table[] = {
    {.help = "Files"},
    TOPICOUTPUT_OPTIONS(struct add_options, output),
    TOPICOUTPUT_PICK_OPTIONS(struct add_options, output.pick),
    {.help = "Model"},
    LDA_SWEEPS_OPTIONS(struct add_options, lda),
    TOPICDOCS_OPTIONS(struct add_options, docs),
    {0},
};

const struct command lda_add = {
    .name = "add",
    .summary = "new documents for a model",
    .operands = "MODEL [DOCS]",
    .about = "The model's tokens keep their topics; those of the new documents "
             "find theirs among them, and may bring new words.  Topics, their "
             "alphas and beta, and how text is cut are the model's.  What is "
             "written is a model of all documents, and the topics of the new "
             "ones.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 2,
    .without = "output json",
    .run = add,
};
