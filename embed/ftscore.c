/* SPDX-License-Identifier: MIT */
/*
 * ftscore.c -- classifies the lines in parts, then counts the answers.
 *
 * An answer is kept as its probability and whether it is right; sorted by
 * probability, each place between two different ones is where answers could
 * be cut off.  Source: facebookresearch/fastText, meter.cc.
 */
#include "embed/ftscore.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "embed/ftclassify.h"
#include "embed/ftline.h"

struct answer {
	float score;
	bool right;
};

/* What a part of the text came to. */
struct part {
	struct answer *answer; /* [n] those that count for the metric      */
	size_t n, room;
	uint64_t gold;  /* labels of lines, those that count               */
	uint64_t right; /* answers that are                                */
	struct qn_slice text;
};

struct scoring {
	const struct qn_ft_model *model;
	const struct qn_ft_classifier *classifier;
	uint32_t label; /* QN_FT_NONE: all */
	size_t k;
	struct part *part;
};

/* --- the name ------------------------------------------------------------- */

/* "X" or "X:LABEL", X in per cent. */
static bool parse_limit(struct qn_ft_metric *m, const char *text,
                        const char *name, struct qn_err *e)
{
	char *end;
	m->at = strtod(text, &end) / 100;
	if (end == text || !(m->at >= 0 && m->at <= 1) ||
	    (*end && (*end != ':' || !end[1])))
		return qn_fail(e,
		               "%s: the limit is a number of per cent, with "
		               ":LABEL behind it or not",
		               name);
	m->label = *end ? end + 1 : NULL;
	return true;
}

bool qn_ft_metric_parse(struct qn_ft_metric *m, const char *name,
                        struct qn_err *e)
{
	static const char at_recall[] = "precisionAtRecall:";
	static const char at_precision[] = "recallAtPrecision:";
	m->label = NULL;
	m->kind = QN_FT_F1;
	if (strcmp(name, "f1") == 0)
		return true;
	if (strncmp(name, "f1:", 3) == 0 && name[3]) {
		m->label = name + 3;
		return true;
	}
	m->kind = QN_FT_PRECISION_AT_RECALL;
	if (strncmp(name, at_recall, sizeof at_recall - 1) == 0)
		return parse_limit(m, name + sizeof at_recall - 1, name, e);
	m->kind = QN_FT_RECALL_AT_PRECISION;
	if (strncmp(name, at_precision, sizeof at_precision - 1) == 0)
		return parse_limit(m, name + sizeof at_precision - 1, name, e);
	return qn_fail(e,
	               "%s: no such metric; there are f1, f1:LABEL, "
	               "precisionAtRecall:X[:LABEL] and "
	               "recallAtPrecision:X[:LABEL]",
	               name);
}

/* --- the answers ---------------------------------------------------------- */

static bool counts(const struct scoring *s, uint32_t label)
{
	return s->label == QN_FT_NONE || s->label == label;
}

static void count_line(const struct scoring *s, struct part *p,
                       const struct qn_ft_line *line,
                       const struct qn_ft_guesses *g)
{
	for (size_t i = 0; i < line->labels.n; i++)
		p->gold += counts(s, line->labels.id[i]);
	for (size_t i = 0; i < g->n; i++) {
		uint32_t label = g->item[i].id;
		if (!counts(s, label))
			continue;
		if (p->n == p->room) {
			p->room = 2 * p->room + 64;
			p->answer =
			    qn_realloc(p->answer, p->room, sizeof *p->answer);
		}
		bool right =
		    qn_ft_holds(line->labels.id, line->labels.n, label);
		float x = expf(g->item[i].score);
		p->answer[p->n++] = (struct answer){x < 1 ? x : 1, right};
		p->right += right;
	}
}

static void score_part(void *ctx, size_t part, size_t begin, size_t end)
{
	(void)begin, (void)end;
	const struct scoring *s = ctx;
	struct part *p = &s->part[part];
	struct qn_ft_guesses *g = qn_ft_guesses_new(s->classifier);
	struct qn_ft_line line = {0};
	struct qn_slice rest = p->text;
	while (rest.n) {
		qn_ft_line_next(&line, &s->model->dict, &rest);
		if (line.labels.n == 0 || line.rows.n == 0)
			continue;
		qn_ft_classify(s->classifier, line.rows.id, line.rows.n, s->k,
		               0, g);
		count_line(s, p, &line, g);
	}
	qn_ft_line_release(&line);
	qn_ft_guesses_free(g);
}

/* Parts of whole lines. */
static void cut(struct part *part, size_t parts, struct qn_slice text)
{
	const char *end = text.p + text.n, *at = text.p;
	for (size_t i = 0; i < parts; i++) {
		const char *to = text.p + text.n / parts * (i + 1);
		const char *line = NULL;
		if (to < at)
			to = at;
		if (i + 1 < parts && to < end)
			line = memchr(to, '\n', (size_t)(end - to));
		to = line ? line + 1 : end;
		part[i].text = (struct qn_slice){at, (size_t)(to - at)};
		at = to;
	}
}

/* --- the number ----------------------------------------------------------- */

static int by_score(const void *x, const void *y)
{
	const struct answer *a = x, *b = y;
	return a->score > b->score ? -1 : a->score < b->score;
}

/* The best of one measure where the other is `at` or more.  Without any
 * answer the precision is 1. */
static double best_at(const struct part *all, const struct qn_ft_metric *m)
{
	bool by_recall = m->kind == QN_FT_PRECISION_AT_RECALL;
	double best = by_recall && m->at <= 0 ? 1 : 0, right = 0;
	for (size_t i = 0; i < all->n; i++) {
		right += all->answer[i].right;
		if (i + 1 < all->n &&
		    all->answer[i + 1].score == all->answer[i].score)
			continue;
		double precision = right / (double)(i + 1);
		double recall = right / (double)all->gold;
		double limit = by_recall ? recall : precision;
		double value = by_recall ? precision : recall;
		if (limit >= m->at && value > best)
			best = value;
	}
	return best;
}

static double f1(const struct part *all)
{
	double precision = (double)all->right / (double)all->n;
	double recall = (double)all->right / (double)all->gold;
	if (all->right == 0)
		return 0;
	return 2 * precision * recall / (precision + recall);
}

static double sum_up(const struct part *part, size_t parts,
                     const struct qn_ft_metric *m)
{
	struct part all = {0};
	for (size_t i = 0; i < parts; i++)
		all.room += part[i].n;
	all.answer = qn_malloc(all.room, sizeof *all.answer);
	for (size_t i = 0; i < parts; i++) {
		if (part[i].n)
			memcpy(all.answer + all.n, part[i].answer,
			       part[i].n * sizeof *all.answer);
		all.n += part[i].n;
		all.gold += part[i].gold;
		all.right += part[i].right;
	}
	qsort(all.answer, all.n, sizeof *all.answer, by_score);
	double score = m->kind == QN_FT_F1 ? f1(&all) : best_at(&all, m);
	free(all.answer);
	return score;
}

bool qn_ft_score(const struct qn_ft_model *model, const struct qn_ft_metric *m,
                 struct qn_slice text, const char *name, struct qn_pool *pool,
                 double *score, struct qn_err *e)
{
	const struct qn_ft_dict *d = &model->dict;
	struct scoring s = {
	    .model = model,
	    .label = QN_FT_NONE,
	    .k = m->predictions < 0 ? SIZE_MAX : (size_t)m->predictions,
	};
	if (m->label) {
		uint32_t id = qn_ft_dict_find(d, qn_slice_of(m->label));
		if (id == QN_FT_NONE || !qn_ft_dict_is_label(d, id))
			return qn_fail(e, "the text has no label %s", m->label);
		s.label = id - d->words;
	}
	struct qn_ft_classifier *c = qn_ft_classifier_new(model, e);
	if (!c)
		return false;
	size_t parts = (size_t)qn_pool_threads(pool);
	s.classifier = c;
	s.part = qn_calloc(parts, sizeof *s.part);
	cut(s.part, parts, text);
	qn_pool_for(pool, parts, parts, score_part, &s);
	uint64_t gold = 0;
	for (size_t i = 0; i < parts; i++)
		gold += s.part[i].gold;
	if (!gold)
		qn_fail(e, "%s: no line has a known label and a known word",
		        name);
	*score = sum_up(s.part, parts, m);
	for (size_t i = 0; i < parts; i++)
		free(s.part[i].answer);
	free(s.part);
	qn_ft_classifier_free(c);
	return !e->failed;
}
