/* SPDX-License-Identifier: MIT */
/*
 * toursearch.c -- the demo's search of the almanac, whose articles are known.
 */
#include <stdio.h>

#include "apps/share.h"
#include "apps/tour.h"
#include "text/indexsearch.h"
#include "text/indexstore.h"
#include "text/stopwords.h"

static const char *const subjects[] = {
    "astronomy", "bridges", "cooking",   "gardening",
    "medicine",  "music",   "seafaring", "weather",
};

/* Queries and the article that has to come first. */
static const struct {
	const char *query, *title;
} questions[] = {
    {"a lemon against scurvy at sea", "Twelve sailors and a lemon"},
    {"a comet that comes back", "The return of Halley's comet"},
    {"\"salt water\" -violin +injection", "Sugar pills"},
};

static bool read_subject(struct qn_index_store *s, const char *folder,
                         const char *subject, struct call *c)
{
	struct qn_buf path = {0};
	qn_buf_printf(&path, "%s/%s.tsv", folder, subject);
	const struct qn_document_source source = {
	    .path = path.p, .tsv = 2, .tsv_id = 1, .tsv_title = 1};
	struct qn_documents *d = qn_documents_open(&source, &c->e);
	if (d)
		qn_index_store_read(s, d, call_pool(c), NULL, &c->e);
	qn_documents_close(d);
	qn_buf_release(&path);
	return !c->e.failed;
}

static bool build(const char *folder, const char *path, struct call *c)
{
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	struct qn_index_store store;
	struct qn_stopwords *stop = qn_stopwords_open("english", &c->e);
	about.tokenizer.stop = stop;
	about.tokenizer.stem = "english";
	qn_index_store_init(&store, &about);
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		if (!read_subject(&store, folder, subjects[i], c))
			break;
	printf("\n7. Search: %llu articles of the almanac\n",
	       (unsigned long long)store.about.documents);
	qn_index_store_write(&store, path, NULL, &c->e);
	qn_index_store_release(&store);
	qn_stopwords_free(stop);
	return !c->e.failed;
}

/* What is found first has to be what it should be. */
static bool ask(struct qn_index *x, struct qn_searcher *s,
                struct qn_tokenizer *t, size_t i, struct call *c)
{
	const char *asked = questions[i].query, *title = questions[i].title;
	struct qn_slice found = {0};
	struct qn_query q = {.n = 0};
	struct qn_scored hit;
	size_t n = 0;
	if (qn_query_parse(&q, qn_slice_of(asked), false, t, &c->e) &&
	    qn_search(s, &q, 1, NULL, &hit, &n, &c->e) && n)
		found = qn_index_title(x, hit.doc, &c->e);
	qn_query_release(&q);
	printf("   %-34s %.*s\n", asked, (int)found.n, found.p);
	return !c->e.failed &&
	       (qn_slice_eq(found, qn_slice_of(title)) ||
	        qn_fail(&c->e, "the search for %s should have found \"%s\"",
	                asked, title));
}

bool tour_search(const char *path, struct call *c)
{
	const struct qn_scoring_options scoring = QN_SCORING_DEFAULTS;
	struct qn_index_weights weights = {.documents = 0};
	struct qn_buf folder = {0};
	struct qn_index *x = NULL;
	struct qn_tokenizer *t = NULL;
	if (share_find("almanac", &folder, &c->e) && build(folder.p, path, c))
		x = qn_index_open(path, &c->e);
	if (x && qn_index_weights_init(&weights, x, &scoring, &c->e))
		t = qn_tokenizer_new(&x->about.tokenizer, &c->e);
	if (t) {
		struct qn_searcher *s = qn_searcher_new(x, &weights, false);
		size_t n = sizeof questions / sizeof *questions;
		for (size_t i = 0; i < n && ask(x, s, t, i, c); i++)
			;
		qn_searcher_free(s);
	}
	qn_tokenizer_free(t);
	qn_index_weights_release(&weights);
	qn_index_close(x);
	qn_buf_release(&folder);
	return !c->e.failed;
}
