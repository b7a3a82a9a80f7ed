/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_autotune.c -- `quern fasttext supervised -autotune-validation`:
 * what is varied is what the command line does not say.
 */
#include "apps/cmd_fasttext_train.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/option.h"
#include "apps/signals.h"

/* "1000", "20k", "2M": thousands, as fastText takes them. */
static bool parse_size(const char *text, uint64_t *size)
{
	static const char units[] = "kKmMgG";
	char *end;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	const char *unit = *end ? strchr(units, *end) : NULL;
	if (end == text || errno || n <= 0 || n > INT64_MAX / 1000000000 ||
	    (*end && (!unit || end[1])))
		return false;
	*size = (uint64_t)n;
	for (ptrdiff_t i = unit ? (unit - units) / 2 + 1 : 0; i > 0; i--)
		*size *= 1000;
	return true;
}

bool fasttext_check_search(struct fasttext_train *o, struct call *c)
{
	struct qn_ft_autotune *s = &o->search;
	if (s->validation && !*s->validation)
		s->validation = NULL;
	s->dsub = o->dsub;
	if (s->metric.predictions == 0)
		return call_misuse(c, "-autotune-predictions is 1 or more, or "
		                      "-1 for all labels");
	struct qn_err e = QN_ERR_INIT;
	if (!qn_ft_metric_parse(&s->metric, o->metric, &e))
		return call_misuse(c, "-autotune-metric %s", e.text);
	if (o->model_size && *o->model_size) {
		if (!parse_size(o->model_size, &s->model_size))
			return call_misuse(c,
			                   "-autotune-modelsize %s: not a "
			                   "size like 2000000, 500k or 2M",
			                   o->model_size);
		if (!s->validation)
			return call_misuse(c, "-autotune-modelsize needs "
			                      "-autotune-validation FILE");
	}
	if (s->validation && (o->train.checkpoint_epochs || o->train.resume))
		return call_misuse(c, "-checkpoint and -resume are not for "
		                      "autotune");
	return true;
}

static void print_args(const struct qn_ft_trial *x)
{
	const struct qn_ft_args *a = &x->args;
	printf("epoch = %d\nlr = %g\ndim = %d\nminCount = %d\n"
	       "wordNgrams = %d\nminn = %d\nmaxn = %d\nbucket = %d\n"
	       "dsub = %d\nloss = %s\n",
	       a->epochs, a->rate, a->dim, a->min_count, a->word_ngrams,
	       a->minn, a->maxn, a->bucket, x->dsub, qn_ft_loss_name(a->loss));
}

static void print_trial(void *ctx, const struct qn_ft_trial *x)
{
	(void)ctx;
	printf("Trial = %d\n", x->number);
	print_args(x);
	printf("currentScore = %g\ntrain took = %g\n", x->score, x->seconds);
	fflush(stdout);
}

/* Ctrl-C ends the search, not the program. */
static bool go_on(void *ctx, const struct qn_report *r)
{
	return qn_progress_tell(ctx, r) && !signals_asked();
}

struct qn_ft_model *fasttext_autotune(struct fasttext_train *o, struct call *c,
                                      struct qn_corpus *text)
{
	struct qn_ft_trial best;
	if (o->verbose > 2)
		o->search.tried = print_trial;
	const struct qn_progress watch = {go_on, (void *)o->train.progress};
	struct qn_ft_training t = o->train;
	t.progress = &watch;
	signals_defer();
	struct qn_ft_model *m =
	    qn_ft_autotune(&t, &o->search, text, call_pool(c), &best, &c->e);
	if (m && o->verbose > 2) {
		printf("Best selected args = 0\n");
		print_args(&best);
	}
	return m;
}
