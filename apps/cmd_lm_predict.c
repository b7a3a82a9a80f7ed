/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_predict.c -- `quern lm predict` and `quern lm test`: labels of lines
 * by a network.
 */
#include "apps/cmd_lm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apps/json.h"
#include "base/mem.h"
#include "seq/textclass.h"
#include "text/textlines.h"

#define BLOCK ((size_t)1 << 18) /* bytes of text at a time */

/* --- predict -------------------------------------------------------------- */

struct predict_options {
	size_t k;
};

struct work {
	struct qn_textclass *t;
	struct qn_output *out;
	struct qn_textset set; /* the lines of a block */
	struct qn_lm_pieces cut;
	float *ln_p; /* [labels] */
	size_t k;
};

/* The k likeliest, of equals the one that came first in training. */
static void put_labels(struct work *w)
{
	size_t labels = w->t->labels.count;
	for (size_t i = 0; i < w->k && i < labels; i++) {
		uint32_t best = 0;
		for (uint32_t l = 1; l < labels; l++)
			if (w->ln_p[l] > w->ln_p[best])
				best = l;
		struct qn_slice name = qn_map_string(&w->t->labels, best);
		qn_output_write(w->out, name.p, name.n);
		qn_output_printf(w->out, "\t%.6g%s", exp((double)w->ln_p[best]),
		                 i + 1 < w->k && i + 1 < labels ? "\t" : "");
		w->ln_p[best] = -INFINITY;
	}
	qn_output_puts(w->out, "\n");
}

static bool add_lines(struct work *w, struct qn_slice lines, struct qn_err *e)
{
	const char *p = lines.p, *end = p + lines.n;
	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		const char *to = stop ? stop : end;
		struct qn_slice line = {p, (size_t)(to - p)};
		qn_textset_label(&line);
		if (!qn_textset_add(&w->set, w->t->m, line, 0, &w->cut, e))
			return false;
		p = stop ? stop + 1 : end;
	}
	return true;
}

static bool tell_lines(struct work *w, struct qn_slice lines, struct call *c)
{
	bool ok = add_lines(w, lines, &c->e);
	for (size_t i = 0; ok && i < w->set.n; i++) {
		size_t at = w->set.at[i], n = w->set.at[i + 1] - at;
		ok = qn_textclass_tell(w->t, w->set.text.id + at, n, w->ln_p,
		                       call_pool(c), &c->e);
		if (ok)
			put_labels(w);
	}
	qn_textset_release(&w->set);
	return ok;
}

static void tell_text(struct work *w, struct call *c)
{
	const char *path = c->operands.n > 1 ? c->operands.item[1] : NULL;
	struct qn_slice lines;
	struct qn_textlines *from =
	    qn_textlines_open(path, NULL, QN_INVALID_ERROR, &c->e);
	w->out = call_output(c);
	w->ln_p = qn_malloc(w->t->labels.count, sizeof *w->ln_p);
	while (from && (lines = qn_textlines_next(from, BLOCK, &c->e)).n)
		if (!tell_lines(w, lines, c))
			break;
	qn_lm_pieces_release(&w->cut);
	free(w->ln_p);
	qn_textlines_close(from);
	qn_output_close(w->out, &c->e);
}

static bool predict(void *options, struct call *c)
{
	const struct predict_options *o = options;
	struct work w = {.k = o->k};
	w.t = qn_textclass_load(c->operands.item[0], &c->e);
	if (w.t)
		tell_text(&w, c);
	qn_textclass_free(w.t);
	return !c->e.failed;
}

static const struct predict_options predict_defaults = {.k = 1};

static const struct option predict_table[] = {
    {.names = "k",
     OPTION_FIELD(struct predict_options, k),
     .min = 1,
     .max = 1e6,
     .argument = "K",
     .help = "the K likeliest labels"},
    {0},
};

const struct command lm_predict = {
    .name = "predict",
    .summary = "labels of lines",
    .operands = "MODEL [TEXT]",
    .about = "A line out for a line in: the label and its probability, with a "
             "tab between them.  A label in front of a line is passed over.",
    .options = predict_table,
    .defaults = &predict_defaults,
    .size = sizeof predict_defaults,
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed json quiet",
    .run = predict,
};

/* --- test ----------------------------------------------------------------- */

/* The mean over labels that there are, in the text or among those told, of
 * F1. */
static double macro_f1(const struct qn_textset *set, const uint32_t *told,
                       size_t labels)
{
	uint32_t *count = qn_calloc(3 * labels, sizeof *count);
	uint32_t *is = count, *said = is + labels, *both = said + labels;
	double sum = 0, n = 0;
	for (size_t i = 0; i < set->n; i++) {
		said[told[i]]++;
		if (set->label[i] == QN_NO_TARGET)
			continue;
		is[set->label[i]]++;
		both[told[i]] += told[i] == set->label[i];
	}
	for (size_t l = 0; l < labels; l++) {
		if (is[l] + said[l] == 0)
			continue;
		sum += 2.0 * both[l] / (is[l] + said[l]);
		n++;
	}
	free(count);
	return n > 0 ? sum / n : 0;
}

static void put_score(const struct qn_textset *set, const uint32_t *told,
                      const struct qn_textclass_score *s, size_t labels,
                      struct call *c)
{
	struct qn_output *out = call_output(c);
	double accuracy = (double)s->right / (double)set->n;
	double f1 = macro_f1(set, told, labels);
	if (c->common.json) {
		qn_output_printf(out,
		                 "{\"lines\": %zu, \"accuracy\": ", set->n);
		json_put_number(out, accuracy);
		qn_output_puts(out, ", \"macro_f1\": ");
		json_put_number(out, f1);
		qn_output_puts(out, ", \"loss\": ");
		json_put_number(out, s->loss);
		qn_output_puts(out, "}\n");
	} else
		qn_output_printf(
		    out, "lines %zu  accuracy %.4f  macro F1 %.4f  loss %.4f\n",
		    set->n, accuracy, f1, s->loss);
	qn_output_close(out, &c->e);
}

static bool test(void *options, struct call *c)
{
	struct qn_textclass *t = qn_textclass_load(c->operands.item[0], &c->e);
	struct qn_textset set = {.n = 0};
	struct qn_textclass_score s;
	const char *path = c->operands.n > 1 ? c->operands.item[1] : NULL;
	(void)options;
	if (t && qn_textset_read(&set, t->m, &t->labels, path, &c->e)) {
		uint32_t *told = qn_calloc(set.n, sizeof *told);
		if (qn_textclass_judge(t, &set, told, &s, call_pool(c), &c->e))
			put_score(&set, told, &s, t->labels.count, c);
		free(told);
	}
	qn_textset_release(&set);
	qn_textclass_free(t);
	return !c->e.failed;
}

static const struct option test_table[] = {{0}};

const struct command lm_test = {
    .name = "test",
    .summary = "how well a network tells labels",
    .operands = "MODEL [TEXT]",
    .about = "Accuracy is the share of lines whose label is told right; F1 is "
             "averaged over labels; loss is the mean of -ln p.",
    .options = test_table,
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed quiet",
    .run = test,
};
