/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu_ask.c -- what `quern bleu` is asked for, and what of it does not go
 * together.
 */
#include <stdlib.h>
#include <string.h>

#include "apps/cmd_bleu.h"
#include "seq/multibleu.h"

static const char *const metric_names[] = {"bleu", "chrf", "ter", NULL};

static struct qn_bleu_options bleu_options_of(const struct bleu_options *o)
{
	struct qn_bleu_options b = o->bleu;
	if (o->compat == BLEU_MULTI) {
		b = QN_MULTIBLEU_OPTIONS;
		b.lower = o->bleu.lower;
	}
	return b;
}

static size_t read_metrics(const struct bleu_options *o,
                           struct qn_mt_metric metric[BLEU_METRICS],
                           struct call *c)
{
	size_t n = 0;
	const char *bleu = "bleu";
	struct option_list names = o->metrics;
	if (!names.n)
		names = (struct option_list){.item = &bleu, .n = 1};
	for (size_t i = 0; i < names.n; i++) {
		int kind = 0;
		bool known = false;
		while (metric_names[kind] &&
		       strcmp(metric_names[kind], names.item[i]) != 0)
			kind++;
		if (!metric_names[kind]) {
			call_misuse(c, "-m %s: it is one of bleu, chrf, ter",
			            names.item[i]);
			return 0;
		}
		for (size_t k = 0; k < n; k++)
			known |= metric[k].kind == (enum qn_mt_kind)kind;
		if (!known)
			metric[n++].kind = (enum qn_mt_kind)kind;
	}
	for (size_t k = 0; k < n; k++)
		if (metric[k].kind == QN_MT_BLEU)
			metric[k].bleu = bleu_options_of(o);
		else if (metric[k].kind == QN_MT_CHRF)
			metric[k].chrf = o->chrf;
		else
			metric[k].ter = o->ter;
	return n;
}

static int by_kind(const void *a, const void *b)
{
	const struct qn_mt_metric *x = a, *y = b;
	return (int)x->kind - (int)y->kind;
}

static void complete(struct bleu_options *o)
{
	o->bleu.effective = o->by_sentence;
	if (o->bleu.value < 0)
		o->bleu.value = qn_bleu_default_value(o->bleu.smooth);
	if (o->json)
		o->format = BLEU_JSON;
}

bool bleu_is_paired(const struct bleu_options *o)
{
	return o->bootstrap || o->randomise;
}

static bool check(const struct bleu_options *o, size_t metrics, struct call *c)
{
	if (o->test_set || o->langpair)
		return call_misuse(c,
		                   "%s: test sets are not downloaded; give "
		                   "the references as files",
		                   o->test_set ? "-t" : "-l");
	if (c->operands.n == 0)
		return call_misuse(c, "name the references: quern bleu "
		                      "REFERENCE... -i SYSTEM...");
	if (o->compat == BLEU_MULTI && !bleu_multi_check(o, c))
		return false;
	if (o->references > 1 && c->operands.n > 1)
		return call_misuse(c, "--num-refs is for one file of "
		                      "references");
	if (o->bootstrap && o->randomise)
		return call_misuse(c, "--paired-bs or --paired-ar, not both");
	if (o->by_sentence && metrics > 1)
		return call_misuse(c, "--sentence-level takes one metric");
	if (o->by_sentence && o->html)
		return call_misuse(c, "--html shows two systems, "
		                      "--sentence-level one");
	if (o->by_sentence && (o->confidence || bleu_is_paired(o)))
		return call_misuse(c, "--sentence-level is without tests");
	if ((o->by_length || o->by_field) &&
	    (o->by_sentence || o->score_only || o->compat == BLEU_MULTI))
		return call_misuse(c, "--by-length and --by-field are not for "
		                      "-sl, -b or --compat multi-bleu");
	return true;
}

size_t bleu_ask(struct bleu_options *o,
                struct qn_mt_metric metric[BLEU_METRICS], struct call *c)
{
	complete(o);
	size_t n = read_metrics(o, metric, c);
	if (!n || !check(o, n, c))
		return 0;
	if (!bleu_is_paired(o))
		qsort(metric, n, sizeof *metric, by_kind);
	return n;
}

bool bleu_check_systems(const struct bleu_options *o, size_t systems,
                        struct call *c)
{
	if (o->by_sentence && systems > 1)
		return call_misuse(c, "--sentence-level takes one system");
	if (o->compat == BLEU_MULTI && systems > 1)
		return call_misuse(c, "--compat multi-bleu takes one system");
	if (bleu_is_paired(o) && systems == 1)
		return call_misuse(c, "a paired test compares systems: give "
		                      "several to -i");
	if (o->confidence && systems > 1)
		return call_misuse(c, "--confidence is for one system; for "
		                      "several there is --paired-bs");
	return true;
}
