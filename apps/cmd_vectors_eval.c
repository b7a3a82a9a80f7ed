/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors_eval.c -- `quern vectors eval`: how well do vectors agree with
 * people's judgements of similarity, and how many analogies do they solve?
 */
#include "apps/cmd_vectors.h"

#include <math.h>
#include <string.h>

#include "apps/json.h"
#include "embed/analogy.h"
#include "embed/wordsim.h"

struct eval_options {
	struct vectors_source source;
	bool keep_case;
};

struct eval {
	struct call *c;
	const struct qn_vectors *unit;
	bool keep_case;
	struct qn_output *out;
};

/* "dir/ws353.tsv" -> "ws353" */
static struct qn_slice name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	size_t n = dot && dot > base ? (size_t)(dot - base) : strlen(base);
	return (struct qn_slice){base, n};
}

static void print_name(struct eval *v, const char *path)
{
	qn_output_puts(v->out, "{\"name\": ");
	json_put_string(v->out, name_of(path));
}

static bool eval_pairs(struct eval *v, struct qn_wordtest *t)
{
	struct qn_wordsim r;
	if (!qn_wordsim_eval(v->unit, t, &r, &v->c->e))
		return false;
	if (v->c->common.json) {
		print_name(v, t->path);
		qn_output_puts(v->out, ", \"spearman\": ");
		json_put_number(v->out, r.spearman);
		qn_output_printf(v->out, ", \"known\": %zu, \"pairs\": %zu}",
		                 r.known, r.pairs);
		return true;
	}
	struct qn_slice name = name_of(t->path);
	qn_output_write(v->out, name.p, name.n);
	qn_output_printf(v->out, "\tspearman %.4f\tpairs %zu/%zu\n", r.spearman,
	                 r.known, r.pairs);
	return true;
}

static void print_count(struct eval *v, const char *name,
                        const struct qn_analogy_count *n)
{
	double accuracy = n->known ? (double)n->right / (double)n->known : 0;
	if (!v->c->common.json) {
		qn_output_printf(v->out,
		                 "%s\taccuracy %.4f\tright %zu/%zu"
		                 "\tquestions %zu/%zu\n",
		                 name, accuracy, n->right, n->known, n->known,
		                 n->questions);
		return;
	}
	json_put_string(v->out, qn_slice_of(name));
	qn_output_puts(v->out, ": {\"accuracy\": ");
	json_put_number(v->out, n->known ? accuracy : NAN);
	qn_output_printf(v->out,
	                 ", \"right\": %zu, \"known\": %zu, "
	                 "\"questions\": %zu}",
	                 n->right, n->known, n->questions);
}

static void print_score(struct eval *v, const char *path,
                        const struct qn_analogy_score *s)
{
	/* In JSON the sections are an object of their own. */
	bool json = v->c->common.json;
	if (json) {
		print_name(v, path);
		qn_output_puts(v->out, ", \"sections\": {");
	}
	for (size_t i = 0; i < s->n; i++) {
		if (json && i > 0)
			qn_output_puts(v->out, ", ");
		print_count(v, s->section[i].name, &s->section[i].count);
	}
	if (json)
		qn_output_puts(v->out, "}, ");
	print_count(v, "semantic", &s->semantic);
	if (json)
		qn_output_puts(v->out, ", ");
	print_count(v, "syntactic", &s->syntactic);
	if (json)
		qn_output_puts(v->out, ", ");
	print_count(v, "total", &s->total);
	if (json)
		qn_output_puts(v->out, "}");
}

static bool eval_questions(struct eval *v, struct qn_wordtest *t)
{
	struct qn_analogy_score score = {0};
	bool ok =
	    qn_analogy_eval(v->unit, t, &score, call_pool(v->c), &v->c->e);
	if (ok)
		print_score(v, t->path, &score);
	qn_analogy_release(&score);
	return ok;
}

static bool eval_file(struct eval *v, const char *path)
{
	struct qn_wordtest t = {0};
	if (qn_wordtest_open(&t, path, v->keep_case, &v->c->e)) {
		if (qn_wordtest_has_questions(&t))
			eval_questions(v, &t);
		else
			eval_pairs(v, &t);
	}
	qn_wordtest_close(&t);
	return !v->c->e.failed;
}

static bool run(void *options, struct call *c)
{
	const struct eval_options *o = options;
	const struct option_list *files = &c->operands;
	struct qn_vectors *unit =
	    vectors_load_unit(c, files->item[0], &o->source);
	if (!unit)
		return false;
	struct eval v = {c, unit, o->keep_case, call_output(c)};
	bool json = c->common.json;
	for (size_t i = 1; i < files->n; i++) {
		if (json)
			qn_output_puts(v.out, i == 1 ? "[" : ",\n ");
		if (!eval_file(&v, files->item[i]))
			break;
	}
	if (json)
		qn_output_puts(v.out, "]\n");
	qn_vectors_free(unit);
	return qn_output_close(v.out, &c->e);
}

static const struct eval_options defaults = {.keep_case = false};

static const struct option options[] = {
    VECTORS_FORMAT_OPTION(struct eval_options),
    VECTORS_VOCAB_OPTION(struct eval_options),
    {.names = "case",
     OPTION_FIELD(struct eval_options, keep_case),
     .help = "look words up as they are written, not lower-cased"},
    {0},
};

const struct command vectors_eval = {
    .name = "eval",
    .summary = "Spearman for word pairs, accuracy for analogy questions",
    .operands = "VECTORS FILE...",
    .about =
        "A file of pairs has two words and a score a line; its line of "
        "output is the rank correlation of scores and cosines, over the pairs "
        "whose words both have a vector.\n\n"
        "A file whose first line begins with \":\" holds questions, a b c d: "
        "a is to b as c is to d. The answer is the word nearest to b - a + c "
        "other than a, b and c. Questions with an unknown word are left out; "
        "the accuracy of none is 0.0000 (in JSON null). "
        "Sections whose name begins with \"gram\" are the syntactic ones. "
        "word2vec's compute-accuracy is usually run with --vocab 30000.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 2,
    .max_operands = -1,
    .without = "seed",
    .run = run,
};
