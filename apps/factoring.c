/* SPDX-License-Identifier: MIT */
/*
 * factoring.c -- see factoring.h.
 */
#include "apps/factoring.h"

#include "base/mem.h"

bool factoring_read(struct factoring *o, struct factored *d, struct call *c)
{
	d->docs = topicinput_read(&o->input, c);
	if (!d->docs)
		return false;
	o->weights.no_idf = !o->use_idf;
	o->weights.no_smooth = !o->smooth_idf;
	d->space = qn_termspace_new(d->docs, &o->input.analyser.tokenizer,
	                            &o->weights, &d->x, call_pool(c), &c->e);
	return d->space != NULL;
}

void factoring_release(struct factoring *o, struct factored *d)
{
	qn_docwords_free(d->docs);
	qn_termspace_free(d->space);
	qn_sparse_release(&d->x);
	topicinput_release(&o->input);
}

bool factoring_save(const struct factoring *o, const struct factored *d,
                    const struct qn_factors *f, const float *doc,
                    struct call *c)
{
	struct topicfiles files = {.model = NULL};
	if (o->output.model)
		files.model = qn_factors_prepare(f, o->output.model, &c->e);
	topicfiles_open(&files, &o->output, &c->e);
	if (files.keys)
		qn_factors_print_keys(f, o->output.top_words, files.keys);
	if (files.docs)
		qn_factors_print_docs(f, d->docs, doc, files.docs);
	return topicfiles_close(&files, &c->e);
}

/* --- a model in use ------------------------------------------------------- */

struct infer_options {
	struct topicdocs docs;
};

static bool infer(enum qn_factors_kind kind, void *options, struct call *c)
{
	struct infer_options *o = options;
	struct qn_sparse x = {0};
	struct qn_docwords *d = NULL;
	struct qn_factors *f =
	    qn_factors_load(c->operands.item[0], kind, &c->e);
	float *doc = NULL;
	if (f)
		d = topicinput_read_known(&o->docs, &f->space->about.tokenizer,
		                          f->space->vocab, c);
	if (d && qn_termspace_weigh(f->space, d, &x, call_pool(c), &c->e))
		doc = qn_big_alloc(x.rows * f->stride, sizeof *doc, "documents",
		                   &c->e);
	if (doc) {
		qn_factors_infer(f, &x, doc, call_pool(c));
		struct qn_output *out = call_output(c);
		qn_factors_print_docs(f, d, doc, out);
		qn_output_close(out, &c->e);
	}
	qn_big_free(doc);
	qn_sparse_release(&x);
	qn_docwords_free(d);
	qn_factors_free(f);
	return !c->e.failed;
}

static bool infer_nmf(void *options, struct call *c)
{
	return infer(QN_FACTORS_NMF, options, c);
}

static bool infer_lsa(void *options, struct call *c)
{
	return infer(QN_FACTORS_LSA, options, c);
}

struct topics_options {
	unsigned words;
};

static bool topics(enum qn_factors_kind kind, const struct topics_options *o,
                   struct call *c)
{
	struct qn_factors *f =
	    qn_factors_load(c->operands.item[0], kind, &c->e);
	struct qn_output *out = f ? call_output(c) : NULL;
	if (out) {
		qn_factors_print_keys(f, o->words, out);
		qn_output_close(out, &c->e);
	}
	qn_factors_free(f);
	return !c->e.failed;
}

static bool topics_nmf(void *options, struct call *c)
{
	return topics(QN_FACTORS_NMF, options, c);
}

static bool topics_lsa(void *options, struct call *c)
{
	return topics(QN_FACTORS_LSA, options, c);
}

static const struct infer_options infer_defaults = {.docs = {.vocab = NULL}};

static const struct option infer_table[] = {
    TOPICDOCS_OPTIONS(struct infer_options, docs),
    {0},
};

static const struct topics_options topics_defaults = {.words = 20};

static const struct option topics_table[] = {
    TOPICOUTPUT_WORDS_OPTION(struct topics_options, words),
    {0},
};

/* clang-format off */
#define INFER(what, does) \
	{.name = "infer", .summary = what, .operands = "MODEL [DOCS]", \
	 .about = does "  A line a document: its number, its name, a number " \
	          "for each topic.  Documents are cut and weighed as those of " \
	          "the model were; words that it does not know are passed over.", \
	 .options = infer_table, .defaults = &infer_defaults, \
	 .size = sizeof infer_defaults, .min_operands = 1, .max_operands = 2, \
	 .without = "seed json",
#define TOPICS(about_weights) \
	{.name = "topics", .summary = "the topics of a model", \
	 .operands = "MODEL", .about = about_weights, \
	 .options = topics_table, .defaults = &topics_defaults, \
	 .size = sizeof topics_defaults, .min_operands = 1, .max_operands = 1, \
	 .without = "seed json threads quiet",
/* clang-format on */

const struct command nmf_infer =
    INFER("the topics of new documents",
          "Finds how much of each topic adds up to the document best.")
        .run = infer_nmf
}
;

const struct command lsa_infer =
    INFER("new documents as vectors",
          "Folds documents in: their weights times the right singular "
          "vectors.")
        .run = infer_lsa
}
;

const struct command nmf_topics =
    TOPICS("A line a topic: its number, its share of all, the words that it "
           "has most of.")
        .run = topics_nmf
}
;

const struct command lsa_topics =
    TOPICS("A line a topic: its number, its singular value, the words of "
           "the largest size, a minus before those that count against it.")
        .run = topics_lsa
}
;
