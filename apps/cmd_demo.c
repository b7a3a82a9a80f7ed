/* SPDX-License-Identifier: MIT */
/*
 * cmd_demo.c -- `quern demo`: the whole mill on the toy world, whose right
 * answers are known, so that the last line can say whether it all works.
 *
 *	toy world --> corpus --> vectors --> neighbours, analogies, groups
 */
#include <stdio.h>
#include <time.h>

#include "apps/command.h"
#include "apps/scratch.h"
#include "apps/tour.h"
#include "corpora/toyworld.h"
#include "embed/vecfile.h"
#include "embed/word2vec.h"
#include "text/corpus.h"

enum { EPOCHS = 10 };

struct demo_options {
	const char *folder;
};

struct demo {
	struct call *c;
	struct qn_toyworld_options world;
	const char *text, *questions, *saved; /* paths, of the scratch folder */
	struct qn_corpus *corpus;
	struct qn_vectors *vectors;
	struct qn_vectors *unit; /* the same, of length 1 */
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool save(const char *path, struct qn_buf *text, struct qn_err *e)
{
	struct qn_output *out = qn_output_open(path, e);
	qn_output_write(out, text->p, text->n);
	qn_buf_release(text);
	return qn_output_close(out, e);
}

/* How many of the first `most` bytes are words that are not cut. */
static int whole_words(const char *text, int most)
{
	while (most > 0 && text[most] != ' ')
		most--;
	return most;
}

static bool make_world(struct demo *d)
{
	struct qn_buf text = {0}, questions = {0};
	double began = now();
	size_t words = qn_toyworld_text(&d->world, &text);
	double seconds = now() - began;
	printf("1. A toy world\n");
	printf("   %zu words in %.2f s (%.0f MB/s), beginning\n", words,
	       seconds, 1e-6 * (double)text.n / seconds);
	printf("   \"%.*s...\"\n", whole_words(text.p, 66), text.p);
	qn_toyworld_questions(&d->world, &questions);
	save(d->text, &text, &d->c->e);
	return save(d->questions, &questions, &d->c->e);
}

static bool read_corpus(struct demo *d)
{
	const struct qn_corpus_options o = {.limits = {.min_count = 5}};
	d->corpus =
	    qn_corpus_read(d->text, NULL, &o, call_pool(d->c), &d->c->e);
	if (!d->corpus)
		return false;
	const struct qn_vocab *v = d->corpus->vocab;
	printf("\n2. Its vocabulary\n   %u words, the most frequent:",
	       v->words.count);
	for (uint32_t i = 1; i <= 8 && i < v->words.count; i++)
		printf(" %s", qn_map_string(&v->words, i).p);
	printf("\n");
	return true;
}

static bool train(struct demo *d)
{
	struct qn_w2v_options o = QN_W2V_DEFAULTS;
	struct qn_pool *pool = call_pool(d->c);
	o.model = QN_W2V_SKIPGRAM;
	o.epochs = EPOCHS;
	o.seed = d->c->common.seed;
	o.progress = call_progress(d->c);
	printf("\n3. Word vectors: skip-gram, %d columns, %d epochs\n", o.dim,
	       o.epochs);
	fflush(stdout);
	double began = now();
	d->vectors = qn_w2v_train(&o, d->corpus, pool, &d->c->e);
	double seconds = now() - began;
	call_progress_end(d->c);
	if (!d->vectors)
		return false;
	d->unit = qn_vectors_unit(d->vectors, &d->c->e);
	printf("   %.2f s with %d thread%s: %.2f million words a second\n",
	       seconds, qn_pool_threads(pool),
	       qn_pool_threads(pool) == 1 ? "" : "s",
	       1e-6 * (double)d->corpus->raw * o.epochs / seconds);
	return qn_vectors_save(d->vectors, d->saved, QN_VEC_AUTO, &d->c->e);
}

static bool run(void *options, struct call *c)
{
	const struct demo_options *o = options;
	struct demo d = {.c = c, .world = QN_TOYWORLD_DEFAULTS};
	if (!scratch_open(o->folder, &c->e))
		return false;
	d.world.seed = c->common.seed;
	d.text = scratch_file("toyworld.txt");
	d.questions = scratch_file("toyworld.questions");
	d.saved = scratch_file("toyworld.vec");
	bool ok = make_world(&d) && read_corpus(&d) && train(&d) &&
	          tour_neighbours(d.unit, c) &&
	          tour_analogies(d.unit, d.questions, c) &&
	          tour_groups(d.unit, c) &&
	          tour_search(scratch_file("almanac.index"), c);
	if (ok && o->folder)
		printf("\nThe files are in %s; go on with\n"
		       "   quern vectors nn %s baker\n",
		       o->folder, d.saved);
	if (ok)
		printf("\ndemo: ok\n");
	qn_vectors_free(d.unit);
	qn_vectors_free(d.vectors);
	qn_corpus_free(d.corpus);
	scratch_close();
	return ok;
}

static const struct demo_options defaults = {.folder = NULL};

static const struct option options[] = {
    {.names = "output o",
     OPTION_FIELD(struct demo_options, folder),
     .argument = "DIR",
     .help = "keep the files in this folder"},
    {0},
};

const struct command command_demo = {
    .name = "demo",
    .summary = "the whole mill on a small world, in a few seconds",
    .about = "Makes half a million words about an invented world, trains "
             "word vectors on them, and asks for neighbours and analogies "
             "whose answers are known; then indexes 128 articles and searches "
             "them. The last line is \"demo: ok\" if they "
             "are right; otherwise the exit status is 1.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .without = "output json",
    .run = run,
};
