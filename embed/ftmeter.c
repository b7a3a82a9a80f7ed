/* SPDX-License-Identifier: MIT */
/*
 * ftmeter.c -- counts of answers.  Source: facebookresearch/fastText,
 * meter.cc.
 */
#include "embed/ftmeter.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "embed/ftgrams.h"

void qn_ft_meter_init(struct qn_ft_meter *m, uint32_t labels)
{
	*m = (struct qn_ft_meter){.labels = labels};
	m->label = qn_calloc(labels, sizeof *m->label);
}

void qn_ft_meter_release(struct qn_ft_meter *m)
{
	free(m->label);
	*m = (struct qn_ft_meter){0};
}

void qn_ft_meter_count(struct qn_ft_meter *m, const uint32_t *gold,
                       size_t n_gold, const struct qn_ft_scored *answer,
                       size_t n)
{
	m->lines++;
	m->all.gold += n_gold;
	m->all.given += n;
	for (size_t i = 0; i < n_gold; i++)
		m->label[gold[i]].gold++;
	for (size_t i = 0; i < n; i++) {
		bool right = qn_ft_holds(gold, n_gold, answer[i].id);
		m->label[answer[i].id].given++;
		m->label[answer[i].id].both += right;
		m->all.both += right;
	}
}

static void add(struct qn_ft_tally *t, const struct qn_ft_tally *from)
{
	t->gold += from->gold;
	t->given += from->given;
	t->both += from->both;
}

void qn_ft_meter_add(struct qn_ft_meter *m, const struct qn_ft_meter *from)
{
	m->lines += from->lines;
	add(&m->all, &from->all);
	for (uint32_t i = 0; i < m->labels; i++)
		add(&m->label[i], &from->label[i]);
}

static double share(uint64_t part, uint64_t whole)
{
	return whole ? (double)part / (double)whole : NAN;
}

double qn_ft_precision(const struct qn_ft_tally *t)
{
	return share(t->both, t->given);
}

double qn_ft_recall(const struct qn_ft_tally *t)
{
	return share(t->both, t->gold);
}

double qn_ft_f1(const struct qn_ft_tally *t)
{
	return share(2 * t->both, t->given + t->gold);
}
