/* SPDX-License-Identifier: MIT */
/*
 * test_indexsearch.c -- searches against formulas applied to all tokens of all
 * documents, and what is passed over against going through everything.
 *
 * A collection is words "w0", "w1", ..., the frequent ones first; a query is a
 * list of clauses of word numbers.
 */
#include "text/indexsearch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "tests/unit/scratch.h"
#include "tests/unit/smallindex.h"
#include "tests/unit/suite.h"
#include "text/unicode.h"

#define OK(e) ck_assert_msg(!(e).failed, "%s", (e).text)

enum { TEXT = QN_FIELD_TEXT, TITLE = QN_FIELD_TITLE, CLAUSES = 40 };

static const struct qn_document_source COLUMNS = {.tsv = 2, .tsv_title = 1};

struct collection {
	uint32_t documents, words;
	uint32_t *token[QN_FIELDS]; /* of all documents            */
	size_t *from[QN_FIELDS];    /* [documents + 1]             */
	uint32_t *df[QN_FIELDS];    /* [words]                     */
	double mean[QN_FIELDS];     /* length of a document        */
	struct qn_index *x;
};

/* --- collections ----------------------------------------------------------- */

/* Falling with the number: word 0 is in nearly every document. */
static uint32_t draw_word(struct qn_rng *r, uint32_t words)
{
	double u = qn_rng_double(r);
	return (uint32_t)(words * u * u * u * u);
}

static void put_words(struct collection *c, int field, uint32_t doc, uint32_t n,
                      struct qn_rng *r, struct qn_buf *text)
{
	size_t at = c->from[field][doc];
	for (uint32_t i = 0; i < n; i++) {
		uint32_t word = draw_word(r, c->words);
		/* Some words come in heaps. */
		uint32_t times = 1 + (qn_rng_below(r, 400) == 0) * 20;
		for (uint32_t k = 0; k < times; k++) {
			c->token[field][at++] = word;
			qn_buf_printf(text, "w%u ", word);
		}
	}
	c->from[field][doc + 1] = at;
}

static void count_words(struct collection *c, int field)
{
	uint32_t *last = qn_calloc(c->words, sizeof *last);
	for (uint32_t d = 0; d < c->documents; d++)
		for (size_t i = c->from[field][d]; i < c->from[field][d + 1];
		     i++) {
			uint32_t word = c->token[field][i];
			c->df[field][word] += last[word] != d + 1;
			last[word] = d + 1;
		}
	c->mean[field] = (double)c->from[field][c->documents] / c->documents;
	free(last);
}

static struct collection collect(uint32_t documents, uint32_t words,
                                 uint32_t longest, uint64_t seed)
{
	struct collection c = {.documents = documents, .words = words};
	struct qn_rng r = qn_rng_new(seed, 0);
	struct qn_buf text = {0};
	for (int f = 0; f < QN_FIELDS; f++) {
		c.token[f] = qn_malloc((size_t)documents * (longest + 2) * 21,
		                       sizeof *c.token[f]);
		c.from[f] = qn_calloc(documents + 1, sizeof *c.from[f]);
		c.df[f] = qn_calloc(words, sizeof *c.df[f]);
	}
	for (uint32_t d = 0; d < documents; d++) {
		put_words(&c, TITLE, d, qn_rng_below(&r, 3), &r, &text);
		qn_buf_putc(&text, '\t');
		put_words(&c, TEXT, d, qn_rng_below(&r, longest + 1), &r,
		          &text);
		qn_buf_putc(&text, '\n');
	}
	for (int f = 0; f < QN_FIELDS; f++)
		count_words(&c, f);
	c.x = small_index_open(
	    small_index("collection", qn_buf_slice(&text), &COLUMNS, NULL, 2));
	qn_buf_release(&text);
	return c;
}

static void release(struct collection *c)
{
	qn_index_close(c->x);
	for (int f = 0; f < QN_FIELDS; f++) {
		free(c->token[f]);
		free(c->from[f]);
		free(c->df[f]);
	}
}

/* --- questions ------------------------------------------------------------- */

struct ask {
	enum qn_occur occur;
	int field;
	uint32_t n, word[4];
};

struct asked {
	size_t n;
	struct ask clause[CLAUSES];
	char text[CLAUSES * 48];
};

static void spell(struct asked *q)
{
	static const char *const sign[] = {"", "+", "-"};
	size_t n = 0;
	for (size_t i = 0; i < q->n; i++) {
		const struct ask *c = &q->clause[i];
		n += (size_t)sprintf(q->text + n, "%s%s%s", sign[c->occur],
		                     c->field == TITLE ? "title:" : "",
		                     c->n > 1 ? "\"" : "");
		for (uint32_t k = 0; k < c->n; k++)
			n += (size_t)sprintf(q->text + n, "%sw%u", k ? " " : "",
			                     c->word[k]);
		n += (size_t)sprintf(q->text + n, "%s ", c->n > 1 ? "\"" : "");
	}
}

/* `n` words that should occur. */
static struct asked draw_words(const struct collection *c, size_t n,
                               struct qn_rng *r)
{
	struct asked q = {.n = n};
	for (size_t i = 0; i < n; i++)
		q.clause[i] = (struct ask){
		    QN_SHOULD,
		    TEXT,
		    1,
		    {qn_rng_below(r, 3) ? draw_word(r, c->words)
		                        : qn_rng_below(r, c->words + 5)}};
	spell(&q);
	return q;
}

/* Anything; phrases are taken from a document, mostly. */
static struct asked draw_clauses(const struct collection *c, struct qn_rng *r)
{
	struct asked q = {.n = 1 + qn_rng_below(r, 5)};
	for (size_t i = 0; i < q.n; i++) {
		struct ask *a = &q.clause[i];
		a->occur =
		    (enum qn_occur)(qn_rng_below(r, 2) * qn_rng_below(r, 3));
		a->field = qn_rng_below(r, 4) ? TEXT : TITLE;
		a->n = 1 + qn_rng_below(r, 2) * qn_rng_below(r, 4);
		size_t tokens = c->from[a->field][c->documents];
		size_t at = qn_rng_below(r, (uint32_t)tokens - 4);
		for (uint32_t k = 0; k < a->n; k++)
			a->word[k] = qn_rng_below(r, 10)
			                 ? c->token[a->field][at + k]
			                 : draw_word(r, c->words);
	}
	spell(&q);
	return q;
}

/* --- the plain way --------------------------------------------------------- */

static bool same(const struct ask *a, const struct ask *b)
{
	return a->field == b->field && a->n == b->n &&
	       memcmp(a->word, b->word, a->n * sizeof *a->word) == 0;
}

/* A clause that is asked for again only adds to the weight of the first; one
 * of them that must occur makes all of them. */
static size_t gather(const struct asked *q, struct ask *clause, double *times)
{
	size_t n = 0;
	for (size_t i = 0; i < q->n; i++) {
		const struct ask *a = &q->clause[i];
		size_t k = 0;
		while (k < n && !(same(&clause[k], a) &&
		                  (clause[k].occur == QN_MUST_NOT) ==
		                      (a->occur == QN_MUST_NOT)))
			k++;
		if (k == n) {
			clause[n] = *a;
			times[n++] = 0;
		}
		times[k]++;
		if (a->occur == QN_MUST)
			clause[k].occur = QN_MUST;
	}
	return n;
}

/* How often a clause stands in a document. */
static uint32_t stands(const struct collection *c, const struct ask *a,
                       uint32_t doc)
{
	const uint32_t *token = c->token[a->field] + c->from[a->field][doc];
	size_t n = c->from[a->field][doc + 1] - c->from[a->field][doc];
	uint32_t times = 0;
	for (size_t i = 0; i + a->n <= n; i++)
		times += memcmp(token + i, a->word, a->n * sizeof *token) == 0;
	return times;
}

struct formula {
	const struct qn_scoring_options *o;
	double k1, b;
	double *norm; /* [documents] of tf-idf */
	double *most, *meantf;
};

static double idf(const struct collection *c, const struct formula *f,
                  uint32_t df)
{
	double n = c->documents, d = df;
	const char *smart = f->o->smart;
	if (f->o->scoring == QN_SCORE_BM25) {
		if (f->o->idf == QN_IDF_ATIRE)
			return log(n / d);
		double x = (n - d + 0.5) / (d + 0.5);
		return f->o->idf == QN_IDF_LUCENE ? log(1 + x)
		                                  : fmax(0, log(x));
	}
	if (!*smart)
		return log((1 + n) / (1 + d)) + 1;
	switch (smart[1]) {
	case 'f':
		return log2(n / d);
	case 't':
		return log2((n + 1) / d);
	case 'p':
		return d < n ? fmax(0, log2((n - d) / d)) : 0;
	default:
		return 1;
	}
}

static double local(const struct formula *f, double tf, double most,
                    double meantf)
{
	switch (*f->o->smart) {
	case 'l':
		return 1 + log2(tf);
	case 'd':
		return 1 + log2(1 + log2(tf));
	case 'a':
		return 0.5 + 0.5 * tf / most;
	case 'b':
		return 1;
	case 'L':
		return (1 + log2(tf)) / (1 + log2(meantf));
	default:
		return tf;
	}
}

/* Frequencies of the words of a document's text: tf [words], cleared by the
 * caller's second call with `add` -1. */
static void tally(const struct collection *c, uint32_t doc, double *tf,
                  double add)
{
	for (size_t i = c->from[TEXT][doc]; i < c->from[TEXT][doc + 1]; i++)
		tf[c->token[TEXT][i]] += add;
}

static void find_norm(const struct collection *c, struct formula *f,
                      uint32_t doc, double *tf, double *unique, double *letters)
{
	double most = 0, sum = 0, n = 0, square = 0, characters = 0, terms = 0;
	tally(c, doc, tf, 1);
	for (uint32_t w = 0; w < c->words; w++)
		if (tf[w] > 0) {
			char word[16];
			most = fmax(most, tf[w]);
			sum += tf[w];
			n++;
			characters += tf[w] * (1 + sprintf(word, "w%u", w));
			terms += fabs(idf(c, f, c->df[TEXT][w])) > 1e-12;
		}
	/* The mean is of the terms that have a weight, as gensim has it. */
	double mean = fmax(sum, 1) / fmax(*f->o->smart ? terms : n, 1);
	for (uint32_t w = 0; w < c->words; w++)
		if (tf[w] > 0)
			square += pow(idf(c, f, c->df[TEXT][w]) *
			                  local(f, tf[w], most, mean),
			              2);
	tally(c, doc, tf, -1);
	f->most[doc] = fmax(most, 1);
	f->meantf[doc] = mean;
	f->norm[doc] = square > 0 ? sqrt(square) : 1;
	unique[doc] = terms;
	letters[doc] = characters;
}

static void find_norms(const struct collection *c, struct formula *f)
{
	char kind = *f->o->smart ? f->o->smart[2] : 'c';
	double *tf = qn_calloc(c->words, sizeof *tf), pivot = 0;
	double *unique = qn_calloc(c->documents, sizeof *unique);
	double *letters = qn_calloc(c->documents, sizeof *letters);
	for (uint32_t d = 0; d < c->documents; d++) {
		find_norm(c, f, d, tf, unique, letters);
		pivot += (kind == 'b' ? letters : unique)[d] / c->documents;
	}
	for (uint32_t d = 0; d < c->documents && kind != 'c'; d++) {
		double size = (kind == 'b' ? letters : unique)[d];
		size = unique[d] > 0 ? size : 1;
		f->norm[d] =
		    kind == 'u' || kind == 'b'
		        ? (1 - f->o->slope) * pivot + f->o->slope * size
		        : 1;
	}
	free(tf);
	free(unique);
	free(letters);
}

static struct formula formula(const struct collection *c,
                              const struct qn_scoring_options *o)
{
	struct formula f = {.o = o, .k1 = 1.2, .b = 0.75};
	f.k1 = isnan(o->k1) ? f.k1 : o->k1;
	f.b = isnan(o->b) ? f.b : o->b;
	f.norm = qn_calloc(c->documents, sizeof *f.norm);
	f.most = qn_calloc(c->documents, sizeof *f.most);
	f.meantf = qn_calloc(c->documents, sizeof *f.meantf);
	if (o->scoring == QN_SCORE_TFIDF)
		find_norms(c, &f);
	return f;
}

static void release_formula(struct formula *f)
{
	free(f->norm);
	free(f->most);
	free(f->meantf);
}

/* A clause's idf; whether some document holds it. */
static bool clause_idf(const struct collection *c, const struct formula *f,
                       const struct ask *a, double *sum)
{
	bool found = false;
	*sum = 0;
	for (uint32_t k = 0; k < a->n; k++) {
		uint32_t w = a->word[k];
		uint32_t df = w < c->words ? c->df[a->field][w] : 0;
		if (!df)
			return false;
		*sum += idf(c, f, df);
	}
	for (uint32_t d = 0; d < c->documents && !found; d++)
		found = stands(c, a, d);
	return found;
}

static double weigh(const struct collection *c, const struct formula *f,
                    const struct ask *a, uint32_t doc, double tf)
{
	size_t length = c->from[a->field][doc + 1] - c->from[a->field][doc];
	if (f->o->scoring == QN_SCORE_TFIDF)
		return local(f, tf, f->most[doc], f->meantf[doc]) /
		       f->norm[doc];
	return tf / (tf + f->k1 * (1 - f->b +
	                           f->b * (double)length / c->mean[a->field]));
}

/* score [documents]; negative for documents that are not to be found. */
static void score_all(const struct collection *c, const struct formula *f,
                      const struct asked *q, double *score)
{
	struct ask clause[CLAUSES];
	double times[CLAUSES], weight[CLAUSES], own[CLAUSES];
	double most = 0, sum = 0, terms = 0, square = 0;
	size_t n = gather(q, clause, times);
	bool tfidf = f->o->scoring == QN_SCORE_TFIDF;
	for (size_t i = 0; i < n; i++) {
		bool found = clause_idf(c, f, &clause[i], &own[i]);
		if (!found || clause[i].occur == QN_MUST_NOT)
			continue;
		most = fmax(most, times[i]);
		sum += times[i];
		terms += 1;
	}
	for (size_t i = 0; i < n; i++) {
		double unused, x = times[i];
		if (tfidf && *f->o->smart)
			x = local(f, x, most, fmax(sum, 1) / fmax(terms, 1));
		weight[i] = x * own[i];
		if (clause[i].occur != QN_MUST_NOT &&
		    clause_idf(c, f, &clause[i], &unused))
			square += weight[i] * weight[i];
	}
	for (uint32_t d = 0; d < c->documents; d++) {
		bool out = false;
		score[d] = 0;
		for (size_t i = 0; i < n; i++) {
			uint32_t tf = stands(c, &clause[i], d);
			out |= clause[i].occur == QN_MUST ? !tf : false;
			out |= clause[i].occur == QN_MUST_NOT && tf;
			if (!tf || clause[i].occur == QN_MUST_NOT)
				continue;
			double x = weigh(c, f, &clause[i], d, tf) * weight[i];
			score[d] += tfidf ? x * own[i] / sqrt(square) : x;
		}
		score[d] = out || !(score[d] > 0) ? -1 : score[d];
	}
}

/* --- comparing ------------------------------------------------------------- */

static void check_hits(const struct collection *c, const double *score,
                       const struct qn_scored *hit, size_t n, size_t k,
                       double tolerance, const char *query)
{
	size_t positive = 0, better = 0;
	for (uint32_t d = 0; d < c->documents; d++)
		positive += score[d] > 0;
	ck_assert_msg(n == (positive < k ? positive : k), "%s: %zu of %zu",
	              query, n, positive);
	for (size_t i = 0; i < n; i++) {
		double wanted = score[hit[i].doc];
		ck_assert_msg(fabs(hit[i].score - wanted) <=
		                  tolerance * fabs(wanted),
		              "%s: document %u: %.17g, not %.17g", query,
		              hit[i].doc, hit[i].score, wanted);
		ck_assert(i == 0 || qn_scored_worse(hit[i], hit[i - 1]));
	}
	for (uint32_t d = 0; n && d < c->documents; d++)
		better += score[d] > hit[n - 1].score * (1 + 2 * tolerance);
	ck_assert_msg(better <= n, "%s: %zu are better", query, better);
	if (n)
		ck_assert_msg(better < n, "%s", query);
}

static void compare(const struct collection *c,
                    const struct qn_scoring_options *o, int queries,
                    double tolerance, uint64_t seed)
{
	struct qn_rng r = qn_rng_new(seed, 0);
	struct formula f = formula(c, o);
	double *score = qn_calloc(c->documents, sizeof *score);
	struct qn_scored hit[100];
	for (int i = 0; i < queries; i++) {
		struct asked q = i % 2 ? draw_words(c, 1 + (size_t)i % 7, &r)
		                       : draw_clauses(c, &r);
		size_t k = i % 3 ? 10 : 100;
		score_all(c, &f, &q, score);
		size_t n = small_index_ask(c->x, q.text, k, o, false, hit);
		check_hits(c, score, hit, n, k, tolerance, q.text);
		n = small_index_ask(c->x, q.text, k, o, true, hit);
		check_hits(c, score, hit, n, k, tolerance, q.text);
	}
	free(score);
	release_formula(&f);
}

START_TEST(bm25_is_what_its_formula_gives)
{
	static const double k1[] = {NAN, 0, 0.5, 1.5, 100};
	static const double b[] = {NAN, 0, 1, 0.4, 0.75};
	struct collection c = collect(2500, 400, 20, 1);
	for (int i = 0; i < 15; i++) {
		struct qn_scoring_options o = QN_SCORING_DEFAULTS;
		o.idf = (enum qn_bm25_idf)(i % 3);
		o.k1 = k1[i / 3];
		o.b = b[i / 3];
		compare(&c, &o, 16, 1e-12, (uint64_t)i);
	}
	release(&c);
}
END_TEST

START_TEST(tfidf_is_the_cosine_of_scikit_learns_vectors)
{
	struct collection c = collect(2500, 400, 20, 2);
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	o.scoring = QN_SCORE_TFIDF;
	compare(&c, &o, 60, 1e-6, 1);
	release(&c);
}
END_TEST

START_TEST(any_smart_scheme_is_what_its_letters_say)
{
	static const char *const smart[] = {"nnn", "ntc", "lfc", "Lfb", "apu",
	                                    "bxx", "dtn", "ltu", "anc", "Lpc"};
	struct collection c = collect(800, 150, 14, 3);
	for (size_t i = 0; i < sizeof smart / sizeof *smart; i++) {
		struct qn_scoring_options o = QN_SCORING_DEFAULTS;
		o.scoring = QN_SCORE_TFIDF;
		o.slope = i % 2 ? 0.25 : 0.6;
		memcpy(o.smart, smart[i], 4);
		compare(&c, &o, 30, 1e-6, i);
	}
	release(&c);
}
END_TEST

/* --- passing over ---------------------------------------------------------- */

/* One searcher each, for thousands of questions. */
struct two {
	struct qn_index_weights w;
	struct qn_tokenizer *tokenizer;
	struct qn_searcher *pruned, *all;
	struct qn_query q;
	struct qn_scored hit[2][1000];
};

static void same_hits(struct two *t, const char *query, size_t k)
{
	struct qn_err e = QN_ERR_INIT;
	size_t n[2];
	qn_query_clear(&t->q);
	qn_query_parse(&t->q, qn_slice_of(query), false, t->tokenizer, &e);
	qn_search(t->pruned, &t->q, k, NULL, t->hit[0], &n[0], &e);
	qn_search(t->all, &t->q, k, NULL, t->hit[1], &n[1], &e);
	OK(e);
	ck_assert_msg(n[0] == n[1], "%s: %zu, not %zu", query, n[0], n[1]);
	for (size_t i = 0; i < n[0]; i++)
		ck_assert_msg(t->hit[0][i].doc == t->hit[1][i].doc &&
		                  t->hit[0][i].score == t->hit[1][i].score,
		              "%s: k %zu, rank %zu", query, k, i + 1);
}

static void prune(const struct collection *c, enum qn_bm25_idf which,
                  int queries, uint64_t seed)
{
	static const size_t k[] = {1, 3, 10, 100, 1000};
	struct qn_err e = QN_ERR_INIT;
	struct qn_rng r = qn_rng_new(seed, 1);
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	struct two *t = qn_calloc(1, sizeof *t);
	o.idf = which;
	qn_index_weights_init(&t->w, c->x, &o, &e);
	t->tokenizer = qn_tokenizer_new(&c->x->about.tokenizer, &e);
	t->pruned = qn_searcher_new(c->x, &t->w, false);
	t->all = qn_searcher_new(c->x, &t->w, true);
	for (int i = 0; i < queries; i++) {
		size_t n = i % 10 ? 1 + qn_rng_below(&r, 8)
		                  : 1 + qn_rng_below(&r, CLAUSES);
		struct asked q = draw_words(c, n, &r);
		if (i % 11 == 0)
			q = draw_clauses(c, &r);
		same_hits(t, q.text, k[i % 5]);
	}
	qn_query_release(&t->q);
	qn_searcher_free(t->pruned);
	qn_searcher_free(t->all);
	qn_tokenizer_free(t->tokenizer);
	qn_index_weights_release(&t->w);
	free(t);
}

START_TEST(what_is_passed_over_changes_no_bit)
{
	/* Several windows; lists of every shape; next to no rare words; many
	 * documents of the same few words, which tie. */
	static const uint32_t shape[][3] = {
	    {20000, 3000, 12}, {8192, 200, 30}, {8193, 40, 3}, {700, 300, 40}};
	for (uint64_t i = 0; i < 4; i++) {
		struct collection c =
		    collect(shape[i][0], shape[i][1], shape[i][2], 20 + i);
		prune(&c, QN_IDF_LUCENE, 1200, i);
		prune(&c, QN_IDF_ATIRE, 300, i);
		prune(&c, QN_IDF_ORIGINAL, 300, i);
		release(&c);
	}
}
END_TEST

START_TEST(ties_are_in_the_order_of_documents)
{
	struct qn_buf text = {0};
	for (int i = 0; i < 30000; i++)
		qn_buf_puts(&text, i % 3 ? "mill quern\n" : "quern mill\n");
	struct qn_index *x = small_index_open(
	    small_index("ties", qn_buf_slice(&text), NULL, NULL, 1));
	struct qn_scored hit[100];
	for (int exhaustive = 0; exhaustive < 2; exhaustive++)
		for (size_t k = 1; k <= 100; k += 33) {
			size_t n = small_index_ask(x, "quern quern mill", k,
			                           NULL, exhaustive, hit);
			ck_assert_uint_eq(n, k);
			for (uint32_t i = 0; i < n; i++)
				ck_assert_uint_eq(hit[i].doc, i);
		}
	ck_assert_uint_eq(
	    small_index_ask(x, "\"mill quern\"", 100, NULL, false, hit), 100);
	for (uint32_t i = 0; i < 100; i++)
		ck_assert_uint_eq(hit[i].doc, i / 2 * 3 + 1 + i % 2);
	qn_index_close(x);
	qn_buf_release(&text);
}
END_TEST

START_TEST(documents_that_are_gone_are_left_out)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	struct qn_index *x = small_index_open(
	    small_index("x", qn_slice_of("a\na b\na\n"), NULL, NULL, 1));
	struct qn_index_weights w;
	struct qn_query q = {.n = 0};
	struct qn_scored hit[3];
	uint64_t gone = 1;
	size_t n;
	qn_index_weights_init(&w, x, &o, &e);
	struct qn_searcher *s = qn_searcher_new(x, &w, false);
	qn_query_add(&q, QN_FIELD_TEXT, qn_slice_of("a"), 1);
	ck_assert(qn_search(s, &q, 3, &gone, hit, &n, &e));
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(hit[0].doc, 2);
	ck_assert_uint_eq(hit[1].doc, 1);
	qn_query_release(&q);
	qn_searcher_free(s);
	qn_index_weights_release(&w);
	qn_index_close(x);
}
END_TEST

START_TEST(phrases_need_positions)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	about.positions = false;
	struct qn_index *x = small_index_open(
	    small_index("x", qn_slice_of("a b\n"), NULL, &about, 1));
	struct qn_index_weights w;
	struct qn_query q = {.n = 0};
	struct qn_scored hit[3];
	size_t n;
	qn_index_weights_init(&w, x, &o, &e);
	struct qn_tokenizer *t = qn_tokenizer_new(&x->about.tokenizer, &e);
	struct qn_searcher *s = qn_searcher_new(x, &w, false);
	qn_query_parse(&q, qn_slice_of("\"a b\""), false, t, &e);
	OK(e);
	ck_assert(!qn_search(s, &q, 3, NULL, hit, &n, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "without positions"));
	qn_query_release(&q);
	qn_tokenizer_free(t);
	qn_searcher_free(s);
	qn_index_weights_release(&w);
	qn_index_close(x);
}
END_TEST

START_TEST(weights_that_make_no_sense_are_refused)
{
	struct qn_scoring_options wrong[6];
	for (int i = 0; i < 6; i++)
		wrong[i] = QN_SCORING_DEFAULTS;
	wrong[0].k1 = -1;
	wrong[1].k1 = INFINITY;
	wrong[2].b = 1.1;
	wrong[3].b = -0.1;
	memcpy(wrong[4].smart, "qqq", 4);
	memcpy(wrong[5].smart, "nn", 3);
	struct qn_index *x = small_index_open(
	    small_index("x", qn_slice_of("a b\n"), NULL, NULL, 1));
	for (int i = 0; i < 6; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_index_weights w;
		ck_assert(!qn_index_weights_init(&w, x, &wrong[i], &e));
		ck_assert(e.failed);
		qn_index_weights_release(&w);
	}
	qn_index_close(x);
}
END_TEST

SUITE(indexsearch, bm25_is_what_its_formula_gives,
      tfidf_is_the_cosine_of_scikit_learns_vectors,
      any_smart_scheme_is_what_its_letters_say,
      what_is_passed_over_changes_no_bit, ties_are_in_the_order_of_documents,
      documents_that_are_gone_are_left_out, phrases_need_positions,
      weights_that_make_no_sense_are_refused)
