/* SPDX-License-Identifier: MIT */
/*
 * cmd_langid_test.c -- `quern langid test`: how good a model is on labelled
 * lines.
 */
#include "apps/cmd_langid.h"

#include <string.h>

#include "apps/json.h"
#include "apps/languages.h"
#include "embed/langidscore.h"
#include "text/textlines.h"
#include "text/unicode.h"

struct test_options {
	const char *model;
	uint64_t pairs;
};

struct test {
	struct call *c;
	struct languages *languages;
	struct qn_langid_score score;
};

/* A line is a label, what does not matter, and text, with tabs between. */
static bool test_line(struct test *t, struct qn_slice line)
{
	const char *tab = memchr(line.p, '\t', line.n);
	const char *last = tab, *end = line.p + line.n;
	if (!tab)
		return false;
	for (const char *next;
	     (next = memchr(last + 1, '\t', (size_t)(end - last - 1)));)
		last = next;
	struct qn_slice truth = {line.p, (size_t)(tab - line.p)};
	struct qn_slice text = {last + 1, (size_t)(line.p + line.n - last - 1)};
	struct qn_langid_guess best = {.p = 0};
	struct qn_slice answer = qn_slice_of(QN_LANGID_UND);
	if (languages_guess(t->languages, 0, text, NULL, 1, &best))
		answer = languages_label(t->languages, best.label);
	qn_langid_score_add(&t->score, truth, answer, best.p,
	                    qn_utf8_length(text));
	return true;
}

static void test_file(struct test *t, const char *path)
{
	struct qn_err *e = &t->c->e;
	struct qn_textlines *lines =
	    qn_textlines_open(path, NULL, QN_INVALID_REPLACE, e);
	struct qn_slice block;
	size_t number = 0;
	while (lines && (block = qn_textlines_next(lines, 1 << 20, e)).n)
		while (block.n && !e->failed) {
			struct qn_slice line = qn_textlines_cut(&block);
			number++;
			if (line.n && !test_line(t, line))
				qn_fail(e,
				        "%s: line %zu: no tab; a line is a "
				        "label, a tab and text",
				        qn_textlines_name(lines), number);
		}
	if (lines)
		qn_textlines_close(lines);
}

static double part(size_t right, size_t lines)
{
	return lines ? (double)right / (double)lines : 0;
}

static void put_lengths(const struct qn_langid_score *s, struct qn_output *out)
{
	for (size_t i = 0; i < QN_LANGID_LENGTHS; i++) {
		qn_output_puts(out, "characters\t");
		if (i + 1 < QN_LANGID_LENGTHS)
			qn_output_printf(out, "<= %zu", qn_langid_length[i]);
		else
			qn_output_puts(out, "more");
		qn_output_printf(out, "\t%zu\t%.4f\n", s->length[i].lines,
		                 part(s->length[i].right, s->length[i].lines));
	}
}

static void put_pairs(const struct qn_langid_score *s, size_t n,
                      struct qn_output *out)
{
	for (size_t i = 0; i < n && i < s->pairs; i++) {
		const struct qn_langid_pair *p = &s->pair[i];
		if (p->truth == p->answer)
			return;
		qn_output_printf(out, "confused\t%s\t%s\t%zu\n",
		                 qn_map_string(&s->labels, p->truth).p,
		                 qn_map_string(&s->labels, p->answer).p,
		                 p->lines);
	}
}

static void put_json(const struct qn_langid_score *s, size_t n,
                     struct qn_output *out)
{
	qn_output_printf(out,
	                 "{\"lines\":%zu,\"accuracy\":%.4f,\"macro_f1\":%.4f,"
	                 "\"calibration_error\":%.4f,\"lengths\":[",
	                 s->lines, part(s->right, s->lines),
	                 qn_langid_score_macro_f1(s),
	                 qn_langid_score_calibration(s));
	for (size_t i = 0; i < QN_LANGID_LENGTHS; i++)
		qn_output_printf(out, "%s{\"lines\":%zu,\"accuracy\":%.4f}",
		                 i ? "," : "", s->length[i].lines,
		                 part(s->length[i].right, s->length[i].lines));
	qn_output_puts(out, "],\"confused\":[");
	for (size_t i = 0; i < n && i < s->pairs; i++) {
		const struct qn_langid_pair *p = &s->pair[i];
		if (p->truth == p->answer)
			break;
		qn_output_puts(out, i ? ",{\"label\":" : "{\"label\":");
		json_put_string(out, qn_map_string(&s->labels, p->truth));
		qn_output_puts(out, ",\"answer\":");
		json_put_string(out, qn_map_string(&s->labels, p->answer));
		qn_output_printf(out, ",\"lines\":%zu}", p->lines);
	}
	qn_output_puts(out, "]}\n");
}

static bool run(void *options, struct call *c)
{
	const struct test_options *o = options;
	struct qn_langid *own;
	struct test t = {.c = c};
	t.languages = languages_open(o->model, 1, &own, &c->e);
	for (size_t i = 0; i < c->operands.n && !c->e.failed; i++)
		test_file(&t, c->operands.item[i]);
	struct qn_output *out = c->e.failed ? NULL : call_output(c);
	if (out) {
		const struct qn_langid_score *s = &t.score;
		qn_langid_score_finish(&t.score);
		if (c->common.json) {
			put_json(s, o->pairs, out);
		} else {
			qn_output_printf(
			    out,
			    "lines\t%zu\naccuracy\t%.4f\nmacro-F1\t%.4f\n"
			    "calibration error\t%.4f\n",
			    s->lines, part(s->right, s->lines),
			    qn_langid_score_macro_f1(s),
			    qn_langid_score_calibration(s));
			put_lengths(s, out);
			put_pairs(s, o->pairs, out);
		}
	}
	qn_langid_score_release(&t.score);
	languages_close(t.languages);
	return qn_output_close(out, &c->e);
}

static const struct test_options defaults = {.pairs = 10};

static const struct option options[] = {
    LANGID_MODEL_OPTION(struct test_options),
    {.names = "pairs",
     OPTION_FIELD(struct test_options, pairs),
     .argument = "N",
     .help = "so many pairs of languages that are confused most"},
    {0},
};

const struct command langid_test = {
    .name = "test",
    .summary = "how good a model is on labelled lines",
    .operands = "FILE...",
    .about =
        "A line is a label, a tab and text; fields between them are passed "
        "over.  Prints the accuracy, the mean over languages of F1, the "
        "expected calibration error (ten bins), the lines and the accuracy by "
        "the number of characters, and the pairs confused most: label, "
        "answer, lines.  A language that the model lacks counts as wrong.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = -1,
    .without = "threads seed",
    .run = run,
};
