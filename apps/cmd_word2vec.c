/* SPDX-License-Identifier: MIT */
/*
 * cmd_word2vec.c -- `quern word2vec`: word2vec.c's flags and files.
 */
#include "apps/cmd_word2vec.h"

#include "apps/cmd_vectors.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "embed/cluster.h"
#include "embed/vecfile.h"
#include "embed/word2vec.h"
#include "text/corpus.h"

static struct qn_corpus *read_text(const struct w2v *o, struct call *c)
{
	struct qn_corpus_options corpus = {
	    .limits = {.min_count = o->min_count,
	               .max_size = o->max_vocab,
	               .by_age = true},
	    .max_word = QN_CORPUS_W2V_WORD,
	    .progress = o->train.progress,
	};
	struct qn_vocab *vocab = NULL;
	if (o->read_vocab && !(vocab = qn_vocab_load(o->read_vocab, &c->e)))
		return NULL;
	return qn_corpus_read(o->text, vocab, &corpus, call_pool(c), &c->e);
}

static bool write_classes(const struct w2v *o, struct call *c,
                          const struct qn_vectors *v)
{
	struct qn_cluster_options how = QN_CLUSTER_DEFAULTS;
	how.k = (size_t)o->classes < v->n ? (size_t)o->classes : v->n;
	how.seed = c->common.seed;
	struct qn_vectors *unit = qn_vectors_unit(v, &c->e);
	if (unit)
		vectors_write_clusters(c, unit, &how);
	qn_vectors_free(unit);
	return !c->e.failed;
}

static bool write_vectors(const struct w2v *o, struct call *c,
                          const struct qn_vectors *v)
{
	const char *path = c->common.output;
	enum qn_vecformat format = (enum qn_vecformat)o->format;
	if (o->binary && format == QN_VEC_AUTO)
		format = QN_VEC_W2V_BINARY;
	if (format == QN_VEC_AUTO)
		format = qn_vecformat_for_output(path);
	return o->classes > 0 ? write_classes(o, c, v)
	                      : qn_vectors_save(v, path, format, &c->e);
}

static bool train(struct w2v *o, struct call *c, const struct qn_corpus *corpus)
{
	struct qn_vectors *init = NULL, *v = NULL;
	if (o->init_vectors)
		init = qn_vectors_load(o->init_vectors, QN_VEC_AUTO, 0, &c->e);
	o->train.init = init;
	v = qn_w2v_train(&o->train, corpus, call_pool(c), &c->e);
	call_progress_end(c);
	if (v && call_first(c))
		write_vectors(o, c, v);
	qn_vectors_free(v);
	qn_vectors_free(init);
	return !c->e.failed;
}

/* What no single option can know to be wrong. */
static bool check_options(const struct w2v *o, struct call *c, bool to_file)
{
	if (c->operands.n > 0 && o->text)
		return call_misuse(c, "two texts: -train %s and %s", o->text,
		                   c->operands.item[0]);
	if (!c->common.output && !o->save_vocab)
		return call_misuse(c, "nothing to write: give -output FILE or "
		                      "-save-vocab FILE");
	if (o->train.negative == 0 && !o->hs)
		return call_misuse(c, "nothing to train on: -negative 0 needs "
		                      "-hs 1");
	if ((o->train.checkpoint_epochs || o->train.resume) && !to_file)
		return call_misuse(c, "-checkpoint and -resume need -output "
		                      "FILE");
	if (o->classes > 0 && (o->binary || o->format != QN_VEC_AUTO))
		return call_misuse(c, "-classes writes lines of text: give it "
		                      "neither -binary nor -format");
	if (to_file && !vectors_check_output(c, c->common.output))
		return false;
	if (o->binary && o->format != QN_VEC_AUTO &&
	    o->format != QN_VEC_W2V_BINARY)
		return call_misuse(c,
		                   "-binary 1 and -format %s contradict "
		                   "each other",
		                   qn_vecformat_names[o->format]);
	return true;
}

/* A place that cannot be written is better known before hours of work. */
static bool try_output(struct call *c)
{
	if (call_first(c))
		qn_output_discard(qn_output_open(c->common.output, &c->e));
	return !c->e.failed;
}

static void fill_options(struct w2v *o, struct call *c)
{
	if (o->debug < 2)
		c->common.quiet = true;
	if (c->operands.n > 0)
		o->text = c->operands.item[0];
	o->train.model = o->cbow ? QN_W2V_CBOW : QN_W2V_SKIPGRAM;
	o->train.hs = o->hs;
	o->train.per_pair = o->negatives == 1;
	o->train.seed = c->common.seed;
	o->train.progress = call_progress(c);
}

static bool run(void *options, struct call *c)
{
	struct w2v *o = options;
	struct qn_buf checkpoint = {0};
	const char *path = c->common.output;
	bool to_file = path && *path && path[0] != '-';
	if (!check_options(o, c, to_file) || (to_file && !try_output(c)))
		return false;
	fill_options(o, c);
	if (to_file) {
		qn_buf_printf(&checkpoint, "%s.checkpoint", path);
		o->train.checkpoint = checkpoint.p;
	}
	struct qn_corpus *corpus = read_text(o, c);
	if (corpus && o->save_vocab && call_first(c))
		qn_vocab_save(corpus->vocab, o->save_vocab, ' ', &c->e);
	if (corpus && !c->e.failed && path)
		train(o, c, corpus);
	qn_corpus_free(corpus);
	qn_buf_release(&checkpoint);
	return !c->e.failed;
}

const struct command command_word2vec = {
    .name = "word2vec",
    .summary = "word vectors from a text (CBOW, skip-gram)",
    .operands = "[TEXT]",
    .about = "Trains word vectors as word2vec does (Mikolov et al., 2013) and "
             "takes its flags: replace `word2vec' by `quern word2vec' in a "
             "script and get the same kind of file sooner.",
    .options = word2vec_options,
    .defaults = &word2vec_defaults,
    .size = sizeof(struct w2v),
    .max_operands = 1,
    .without = "json",
    .shared = true,
    .run = run,
};
