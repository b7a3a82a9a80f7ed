/* SPDX-License-Identifier: MIT */
/*
 * topicpage.h -- topics to look at: pyLDAvis's JSON, and a page of our own
 * around it.
 */
#ifndef QN_APPS_TOPICPAGE_H
#define QN_APPS_TOPICPAGE_H

#include "apps/reportdocs.h"
#include "base/output.h"
#include "topic/ldamap.h"
#include "topic/ldaterms.h"
#include "topic/ldatypical.h"

/* What is shown; all borrowed. */
struct topicpage {
	const struct qn_lda_model *m;
	const struct qn_lda_map *map;
	const struct qn_lda_terms *terms;
	const struct qn_lda_typical *typical; /* NULL: no documents         */
	const struct reportdocs *docs;        /* of `typical`               */
};

/* The JSON, topics from 1 in the model's order: what pyLDAvis makes of
 * to_dict(). */
void topicpage_json(const struct topicpage *p, struct qn_output *out);

/* One file that needs nothing else (topicpage.html). */
void topicpage_html(const struct topicpage *p, struct qn_output *out);
#endif
