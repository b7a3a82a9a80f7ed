/* SPDX-License-Identifier: MIT */
/*
 * ldadocs.c -- rows or lists, counts of 16 or 32 bits.
 */
#include "topic/ldadocs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define L QN_LDA_LANES

uint32_t qn_lda_padded(uint32_t topics)
{
	uint32_t to = topics <= QN_LDA_DENSE ? L : QN_LDA_SUPER;
	return (topics + to - 1) / to * to;
}

/* The labels of a document. */
struct labels {
	const uint32_t *topic; /* [n] */
	size_t n;
};

static struct labels labels_of(const struct qn_lda_docs *c, size_t doc)
{
	const struct qn_docwords *d = c->labels.of;
	if (!d)
		return (struct labels){.n = 0};
	return (struct labels){d->id + d->start[doc],
	                       d->start[doc + 1] - d->start[doc]};
}

/* Groups that the list of a document may need. */
static size_t groups_for(const struct qn_lda_docs *c,
                         const struct qn_docwords *d, size_t doc)
{
	size_t n = d->start[doc + 1] - d->start[doc] + labels_of(c, doc).n;
	return ((n < c->K ? n : c->K) + L - 1) / L;
}

static void put_row(const struct qn_lda_docs *c, size_t doc,
                    const uint32_t *tally)
{
	for (uint32_t k = 0; k < c->K; k++)
		if (c->wide)
			((uint32_t *)c->counts)[doc * c->Kp + k] = tally[k];
		else
			((uint16_t *)c->counts)[doc * c->Kp + k] =
			    (uint16_t)tally[k];
}

static void put_listed(const struct qn_lda_docs *c, struct qn_lda_list *list,
                       uint16_t topic, uint32_t n)
{
	size_t group = list->first + list->n / L, at = list->n % L;
	list->n++;
	if (c->wide) {
		struct qn_lda_group32 *g = c->counts;
		g[group].topic[at] = topic;
		g[group].count[at] = n;
	} else {
		struct qn_lda_group16 *g = c->counts;
		g[group].topic[at] = topic;
		g[group].count[at] = (uint16_t)n;
	}
}

/* Topic k of a list, unless it is there; leaves its tally at zero. */
static void put_once(const struct qn_lda_docs *c, size_t doc, uint32_t k,
                     uint32_t *tally)
{
	if (tally[k])
		put_listed(c, &c->list[doc], (uint16_t)k, tally[k]);
	tally[k] = 0;
}

/* A document whose words' topics are topic [n]; `tally` is zero before and
 * after. */
static void count(const struct qn_lda_docs *c, size_t doc,
                  const uint16_t *topic, size_t n, uint32_t *tally)
{
	struct labels labels = labels_of(c, doc);
	for (size_t i = 0; i < n; i++)
		tally[topic[i]]++;
	for (size_t i = 0; i < labels.n; i++)
		tally[labels.topic[i]] += c->labels.weight;
	if (c->dense) {
		put_row(c, doc, tally);
		memset(tally, 0, c->K * sizeof *tally);
		return;
	}
	for (size_t i = 0; i < n; i++)
		put_once(c, doc, topic[i], tally);
	for (size_t i = 0; i < labels.n; i++)
		put_once(c, doc, labels.topic[i], tally);
}

void qn_lda_docs_count(struct qn_lda_docs *c, const struct qn_docwords *d,
                       size_t first, size_t end, const uint16_t *topic)
{
	uint32_t *tally = qn_calloc(c->K, sizeof *tally);
	for (size_t doc = first; doc < end; doc++)
		count(c, doc, topic + (d->start[doc] - d->start[first]),
		      d->start[doc + 1] - d->start[doc], tally);
	free(tally);
}

/* Memory for lists, where each of them begins. */
static bool make_lists(struct qn_lda_docs *c, const struct qn_docwords *d,
                       struct qn_err *e)
{
	size_t groups = 0;
	c->list = qn_big_alloc(d->n + 1, sizeof *c->list, "documents", e);
	for (size_t i = 0; c->list && i < d->n; i++) {
		c->list[i].first = (uint32_t)groups;
		groups += groups_for(c, d, i);
	}
	if (c->list)
		c->list[d->n].first = (uint32_t)groups;
	c->counts = qn_big_alloc(groups + 1,
	                         c->wide ? sizeof(struct qn_lda_group32)
	                                 : sizeof(struct qn_lda_group16),
	                         "documents", e);
	return c->counts != NULL;
}

bool qn_lda_docs_init(struct qn_lda_docs *c, const struct qn_docwords *d,
                      const struct qn_lda_labels *labels, uint32_t topics,
                      struct qn_err *e)
{
	*c = (struct qn_lda_docs){.n = d->n,
	                          .K = topics,
	                          .Kp = qn_lda_padded(topics),
	                          .dense = topics <= QN_LDA_DENSE,
	                          .labels = *labels};
	for (size_t i = 0; i < d->n; i++)
		c->wide |= d->start[i + 1] - d->start[i] +
		               labels_of(c, i).n * labels->weight >
		           UINT16_MAX;
	if (c->dense)
		c->counts =
		    qn_big_alloc(d->n, c->Kp * (c->wide ? sizeof(uint32_t) : 2),
		                 "documents", e);
	else
		make_lists(c, d, e);
	return !e->failed;
}

void qn_lda_docs_release(struct qn_lda_docs *c)
{
	qn_big_free(c->counts);
	qn_big_free(c->list);
	*c = (struct qn_lda_docs){.n = 0};
}

/* Tokens of a document's labels among those of topic k. */
static uint32_t held_of(const struct qn_lda_docs *c, size_t doc, uint32_t k)
{
	struct labels labels = labels_of(c, doc);
	uint32_t held = 0;
	for (size_t i = 0; i < labels.n; i++)
		held += labels.topic[i] == k ? c->labels.weight : 0;
	return held;
}

static size_t get_row(const struct qn_lda_docs *c, size_t doc,
                      struct qn_lda_count *count)
{
	size_t found = 0;
	for (uint32_t k = 0; k < c->K; k++) {
		size_t at = doc * c->Kp + k;
		uint32_t n = c->wide ? ((uint32_t *)c->counts)[at]
		                     : ((uint16_t *)c->counts)[at];
		count[found] = (struct qn_lda_count){k, n, 0};
		found += n > 0;
	}
	return found;
}

static size_t get_list(const struct qn_lda_docs *c, size_t doc,
                       struct qn_lda_count *count)
{
	const struct qn_lda_list *list = &c->list[doc];
	const struct qn_lda_group16 *narrow = c->counts;
	const struct qn_lda_group32 *wide = c->counts;
	for (uint32_t i = 0; i < list->n; i++) {
		size_t group = list->first + i / L, at = i % L;
		count[i] =
		    c->wide ? (struct qn_lda_count){wide[group].topic[at],
		                                    wide[group].count[at], 0}
		            : (struct qn_lda_count){narrow[group].topic[at],
		                                    narrow[group].count[at], 0};
	}
	return list->n;
}

size_t qn_lda_docs_get(const struct qn_lda_docs *c, size_t doc,
                       struct qn_lda_count *count)
{
	size_t n = (c->dense ? get_row : get_list)(c, doc, count);
	for (size_t i = 0; i < n && c->labels.of; i++)
		count[i].held = held_of(c, doc, count[i].topic);
	return n;
}

bool qn_lda_docs_order(struct qn_lda_docs *c, const uint16_t *topic, size_t n)
{
	struct qn_lda_count *count = qn_malloc(c->K, sizeof *count);
	uint32_t *tally = qn_calloc(c->K, sizeof *tally);
	bool ok = true;
	size_t at = 0;
	for (size_t doc = 0; ok && doc < c->n; doc++) {
		size_t own = qn_lda_docs_get(c, doc, count);
		ok = own <= n - at;
		for (size_t i = 0; i < own; i++)
			tally[count[i].topic] = count[i].n;
		c->list[doc].n = 0;
		for (size_t i = 0; ok && i < own; i++, at++) {
			ok = topic[at] < c->K && tally[topic[at]];
			if (!ok)
				break;
			put_listed(c, &c->list[doc], topic[at],
			           tally[topic[at]]);
			tally[topic[at]] = 0;
		}
	}
	free(tally);
	free(count);
	return ok && at == n;
}
