/* SPDX-License-Identifier: MIT */
/*
 * cmd_topics_coherence.c -- `quern topics coherence`: do topics' words occur
 * together?
 */
#include "apps/cmd_topics.h"

#include <stdlib.h>
#include <string.h>

#include "apps/json.h"
#include "apps/topicinput.h"
#include "base/mem.h"
#include "topic/coherence.h"
#include "topic/ldatrial.h"
#include "topic/topicwords.h"

struct coherence_options {
	struct topicinput input;
	struct option_list measures;
	size_t top_words, window;
};

/* What was computed: value[m] [topics] of measure[m]. */
struct found {
	struct qn_docwords *topics; /* words that the documents have */
	double diversity;
	enum qn_coherence_measure measure[QN_COHERENCES];
	double *value[QN_COHERENCES];
	size_t n;
};

/* Of the words that topics are judged by, known or not. */
static double diversity(const struct qn_docwords *topics, size_t most)
{
	struct qn_docwords *first = qn_topics_first(topics, most, NULL);
	double found = qn_topic_diversity(first);
	qn_docwords_free(first);
	return found;
}

/* The measures that were asked for, all of them unless some are named. */
static bool choose(const struct coherence_options *o, struct found *f,
                   struct call *c)
{
	bool wanted[QN_COHERENCES] = {false};
	for (size_t i = 0; i < o->measures.n; i++) {
		int m = 0;
		while (qn_coherence_name[m] &&
		       strcmp(qn_coherence_name[m], o->measures.item[i]) != 0)
			m++;
		if (m == QN_COHERENCES)
			return call_misuse(c,
			                   "--measures: \"%s\" is none of "
			                   "u_mass, c_uci, c_npmi, c_v",
			                   o->measures.item[i]);
		wanted[m] = true;
	}
	for (int m = 0; m < QN_COHERENCES; m++)
		if (wanted[m] || o->measures.n == 0)
			f->measure[f->n++] = (enum qn_coherence_measure)m;
	return true;
}

static void print_table(const struct found *f, struct qn_output *out)
{
	size_t K = f->topics->n;
	qn_output_puts(out, "topic");
	for (size_t m = 0; m < f->n; m++)
		qn_output_printf(out, "\t%s", qn_coherence_name[f->measure[m]]);
	for (size_t k = 0; k < K; k++) {
		qn_output_printf(out, "\n%zu", k);
		for (size_t m = 0; m < f->n; m++)
			qn_output_printf(out, "\t%.9g", f->value[m][k]);
	}
	qn_output_puts(out, "\nmean");
	for (size_t m = 0; m < f->n; m++)
		qn_output_printf(out, "\t%.9g",
		                 qn_mean_of_numbers(f->value[m], K));
	qn_output_printf(out, "\ndiversity\t%.9g\n", f->diversity);
}

static void print_json(const struct found *f, struct qn_output *out)
{
	size_t K = f->topics->n;
	qn_output_puts(out, "{");
	for (size_t m = 0; m < f->n; m++) {
		qn_output_printf(out, "\"%s\": {\"mean\": ",
		                 qn_coherence_name[f->measure[m]]);
		json_put_number(out, qn_mean_of_numbers(f->value[m], K));
		qn_output_puts(out, ", \"topics\": [");
		for (size_t k = 0; k < K; k++) {
			qn_output_puts(out, k ? ", " : "");
			json_put_number(out, f->value[m][k]);
		}
		qn_output_puts(out, "]}, ");
	}
	qn_output_puts(out, "\"diversity\": ");
	json_put_number(out, f->diversity);
	qn_output_puts(out, "}\n");
}

static void judge(const struct coherence_options *o, struct found *f,
                  const struct qn_docwords *d, struct call *c)
{
	for (size_t m = 0; m < f->n && !c->e.failed; m++) {
		f->value[m] = qn_malloc(f->topics->n, sizeof **f->value);
		qn_coherence(f->topics, d, f->measure[m], o->window,
		             f->value[m], call_pool(c), &c->e);
	}
	struct qn_output *out = c->e.failed ? NULL : call_output(c);
	if (!out)
		return;
	(c->common.json ? print_json : print_table)(f, out);
	qn_output_close(out, &c->e);
}

static bool coherence(void *options, struct call *c)
{
	struct coherence_options *o = options;
	const char *path = c->operands.n > 1 ? c->operands.item[1] : NULL;
	struct found f = {.n = 0};
	if (!choose(o, &f, c))
		return false;
	if (!path && strcmp(c->operands.item[0], "-") == 0)
		return call_misuse(c, "topics and documents cannot both come "
		                      "from standard input");
	struct qn_docwords *topics =
	    qn_topics_read(c->operands.item[0], 0, &c->e);
	struct qn_docwords *d =
	    topics ? topicinput_read_from(&o->input, path, c) : NULL;
	call_progress_end(c);
	if (d) {
		f.diversity = diversity(topics, o->top_words);
		f.topics = qn_topics_first(topics, o->top_words, d->vocab);
		judge(o, &f, d, c);
	}
	for (size_t m = 0; m < f.n; m++)
		free(f.value[m]);
	qn_docwords_free(f.topics);
	qn_docwords_free(d);
	qn_docwords_free(topics);
	topicinput_release(&o->input);
	return !c->e.failed;
}

static const struct coherence_options defaults = {
    .input = TOPICINPUT_DEFAULTS,
    .top_words = 20,
};

static const struct option table[] = {
    {.names = "measures m",
     OPTION_FIELD(struct coherence_options, measures),
     .argument = "NAME",
     .shown = "all",
     .help = "u_mass, c_uci, c_npmi, c_v"},
    {.names = "num-top-words",
     OPTION_FIELD(struct coherence_options, top_words),
     .min = 1,
     .max = 10000,
     .argument = "N",
     .help = "words of a topic to judge it by"},
    {.names = "window",
     OPTION_FIELD(struct coherence_options, window),
     .max = 1e9,
     .argument = "N",
     .shown = "110 for c_v, else 10",
     .help = "words that are seen together (u_mass: a document)"},
    TOPICINPUT_OPTIONS(struct coherence_options, input),
    {0},
};

const struct command topics_coherence = {
    .name = "coherence",
    .summary = "do topics' words occur together?",
    .operands = "TOPICS [DOCS]",
    .about =
        "TOPICS: a line a topic, its words between blanks, as in the files "
        "of topic keys too.  Printed are the measures that gensim computes, "
        "of each topic and their mean, and how many of all topics' words are "
        "different ones.  Words that the documents do not have are left out "
        "of the topics; a topic of less than two of them has no value "
        "(nan).\n\n"
        "    quern lda topics MODEL | quern topics coherence - DOCS",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed",
    .run = coherence,
};
