/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors_nn.c -- `quern vectors nn` and `quern vectors analogy`: the
 * nearest neighbours of a word, or of b - a + c.
 *
 * Questions come from the arguments, from a file, or, when there are none,
 * line by line from standard input, each answered before the next is read.
 */
#include "apps/cmd_vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/desk.h"
#include "base/input.h"
#include "base/mem.h"

#define EF 64 /* of an index, unless --ef says otherwise */

struct nn_options {
	struct vectors_source source;
	uint64_t k;
	const char *queries;
	const char *index;
	uint64_t ef; /* 0: not said */
};

/* The next blank-free run of `*line`, which is moved behind it. */
static struct qn_slice next_word(struct qn_slice *line)
{
	static const char blanks[] = " \t\r\n";
	while (line->n && strchr(blanks, *line->p)) {
		line->p++;
		line->n--;
	}
	struct qn_slice word = {line->p, 0};
	while (line->n && !strchr(blanks, *line->p)) {
		line->p++;
		line->n--;
		word.n++;
	}
	return word;
}

static void add_line(struct desk *d, struct qn_slice line)
{
	struct question q = {0};
	struct qn_slice rest = line, word;
	size_t n = 0;
	for (; (word = next_word(&rest)).n; n++)
		if (n < d->words)
			q.word[n] = word;
	if (n == d->words)
		desk_ask(d, q);
	else if (n > 0)
		call_warn(d->c, "a question has %zu word%s, not %zu", d->words,
		          d->words > 1 ? "s" : "", n);
}

static bool ask_arguments(struct desk *d)
{
	const char **word = d->c->operands.item + 1;
	size_t left = d->c->operands.n - 1;
	d->insist = true;
	for (; left && !d->c->e.failed; left -= d->words, word += d->words) {
		struct question q = {0};
		for (size_t i = 0; i < d->words; i++)
			q.word[i] = qn_slice_of(word[i]);
		desk_ask(d, q);
	}
	return desk_answer(d);
}

static bool ask_file(struct desk *d, const char *path)
{
	struct qn_bytes text = {0};
	if (!qn_bytes_load(&text, path, &d->c->e))
		return false;
	for (size_t i = 0; i < text.n && !d->c->e.failed;) {
		const char *p = text.p + i;
		const char *end = memchr(p, '\n', text.n - i);
		size_t n = end ? (size_t)(end - p) : text.n - i;
		add_line(d, (struct qn_slice){p, n});
		i += n + 1;
	}
	desk_answer(d);
	qn_bytes_release(&text);
	return !d->c->e.failed;
}

/* Standard output is opened and closed with each answer, so that whoever
 * waits at the other end of a pipe gets it. */
static bool ask_standard_input(struct desk *d)
{
	bool prompt = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
	const char *output = d->c->common.output;
	bool reopen = !output || strcmp(output, "-") == 0;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	while (!d->c->e.failed) {
		if (prompt)
			fputs(d->words == 1 ? "word: " : "a b c: ", stderr);
		if ((n = getline(&line, &room, stdin)) < 0)
			break;
		add_line(d, (struct qn_slice){line, (size_t)n});
		desk_answer(d);
		if (reopen) {
			qn_output_close(d->out, &d->c->e);
			d->out = call_output(d->c);
		}
	}
	if (prompt)
		fputc('\n', stderr);
	free(line);
	return !d->c->e.failed;
}

static bool ask(struct desk *d, const struct nn_options *o)
{
	if (o->queries)
		return ask_file(d, o->queries);
	if (d->c->operands.n > 1)
		return ask_arguments(d);
	return ask_standard_input(d);
}

/* Open the index of vectors `v`, or do without. */
static bool open_index(struct desk *d, const struct nn_options *o)
{
	struct qn_err *e = &d->c->e;
	if (!o->index || !(d->index = qn_hnsw_open(o->index, e)))
		return !e->failed;
	if (qn_hnsw_count(d->index) != d->v->n ||
	    qn_hnsw_dim(d->index) != d->v->dim)
		return qn_fail(e,
		               "%s: an index of %zu vectors of %d numbers, not "
		               "of %s with its %zu of %d",
		               o->index, qn_hnsw_count(d->index),
		               qn_hnsw_dim(d->index), d->c->operands.item[0],
		               d->v->n, d->v->dim);
	return true;
}

static bool run(const struct nn_options *o, struct call *c, size_t words)
{
	const char *path = c->operands.item[0];
	if (o->queries && c->operands.n > 1)
		return call_misuse(c, "it takes words or --queries, not both");
	if (o->ef && !o->index)
		return call_misuse(c, "--ef goes with --index");
	if ((c->operands.n - 1) % words != 0)
		return call_misuse(c, "a question has three words");
	struct qn_vectors *v = o->index
	                           ? vectors_load(c, path, &o->source)
	                           : vectors_load_unit(c, path, &o->source);
	if (!v)
		return false;
	struct desk *d = qn_calloc(1, sizeof *d);
	d->c = c;
	d->v = v;
	d->ef = o->ef ? o->ef : EF;
	d->words = words;
	d->k = o->k < v->n ? o->k : v->n;
	if (open_index(d, o)) {
		d->out = call_output(c);
		ask(d, o);
		qn_output_close(d->out, &c->e);
	}
	qn_hnsw_free(d->index);
	free(d);
	qn_vectors_free(v);
	return !c->e.failed;
}

static bool run_nn(void *options, struct call *c)
{
	return run(options, c, 1);
}

static bool run_analogy(void *options, struct call *c)
{
	return run(options, c, 3);
}

static const struct nn_options defaults = {.k = 10};

#define QUESTION_OPTIONS                                                       \
	{.names = "k",                                                         \
	 OPTION_FIELD(struct nn_options, k),                                   \
	 .min = 1,                                                             \
	 .max = OPTION_NO_LIMIT,                                               \
	 .argument = "N",                                                      \
	 .help = "answers to each question"},                                  \
	    {.names = "queries",                                               \
	     OPTION_FIELD(struct nn_options, queries),                         \
	     .argument = "FILE",                                               \
	     .help = "questions, one a line"},                                 \
	    VECTORS_FORMAT_OPTION(struct nn_options),                          \
	    VECTORS_VOCAB_OPTION(struct nn_options)

static const struct option nn_table[] = {
    QUESTION_OPTIONS,
    {.names = "index",
     OPTION_FIELD(struct nn_options, index),
     .argument = "FILE",
     .help = "find them by the index that \"quern vectors index\" made of "
             "VECTORS"},
    {.names = "ef",
     OPTION_FIELD(struct nn_options, ef),
     .min = 1,
     .max = 1e9,
     .argument = "N",
     .shown = "64",
     .help = "near vectors kept on the way through the index: more take "
             "longer and find more"},
    {0},
};

static const struct option analogy_table[] = {
    QUESTION_OPTIONS,
    {0},
};

const struct command vectors_nn = {
    .name = "nn",
    .summary = "the nearest neighbours of words, by cosine",
    .operands = "VECTORS [WORD...]",
    .about = "Prints a line \"word, neighbour, cosine\", parted by tabs, for "
             "each neighbour. Without words and --queries it reads a word a "
             "line from standard input. An index of another metric than the "
             "cosine gives inner products, or squared distances below zero.",
    .options = nn_table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = -1,
    .without = "seed",
    .run = run_nn,
};

const struct command vectors_analogy = {
    .name = "analogy",
    .summary = "a is to b as c is to what?",
    .operands = "VECTORS [A B C]...",
    .about = "Prints the words whose vectors are nearest to b - a + c, as "
             "\"quern vectors nn\" prints neighbours; a, b and c are no "
             "answers. Without words and --queries it reads three words a "
             "line from standard input.",
    .options = analogy_table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = -1,
    .without = "seed",
    .run = run_analogy,
};
