/* SPDX-License-Identifier: MIT */
/*
 * cmd_search.c -- `quern search`: questions to an index; its verbs have files
 * of their own.
 */
#include "apps/cmd_search.h"

#include <math.h>
#include <unistd.h>

#include "apps/analyser.h"
#include "apps/cmd_index.h"
#include "apps/questions.h"
#include "apps/searching.h"
#include "apps/searchprint.h"

#define EF 100 /* of vectors, unless --ef says otherwise */

enum method { BM25, TFIDF, LSA, VECTORS, HYBRID };

struct search_options {
	struct qn_scoring_options scoring;
	int method;   /* enum method */
	uint64_t ef;  /* 0: not said */
	double slope; /* NaN: not said */
	const char *smartirs;
	const char *queries, *like;
	uint64_t k;
	int format;  /* enum searchprint_format */
	int invalid; /* enum qn_invalid, in queries */
	bool plain, exhaustive;
};

/* An option that the method, or the other options, leave without a use; NULL
 * if there is none. */
static const char *idle(const struct search_options *o)
{
	bool bm25 = o->method == BM25 || o->method == HYBRID;
	bool smart = o->smartirs && o->method == TFIDF;
	if (!bm25 && (o->scoring.idf != QN_IDF_LUCENE ||
	              !isnan(o->scoring.k1) || !isnan(o->scoring.b)))
		return "--idf, --k1 and -b go with --method bm25 or hybrid";
	if (o->smartirs && !smart)
		return "--smartirs goes with --method tfidf";
	if (smart && strlen(o->smartirs) != 3)
		return "--smartirs takes three letters";
	if (!isnan(o->slope) && !(smart && strchr("ub", o->smartirs[2])))
		return "--slope goes with a norm u or b of --smartirs";
	if (o->ef && o->method < LSA)
		return "--ef goes with --method lsa, vectors or hybrid";
	return NULL;
}

static bool check(struct search_options *o, struct call *c)
{
	const char *useless = idle(o);
	int given =
	    (c->operands.n > 1) + (o->queries != NULL) + (o->like != NULL);
	if (given != 1)
		return call_misuse(c, given ? "a query, --queries and --like "
		                              "exclude each other"
		                            : "it needs a query, --queries "
		                              "FILE or --like DOC");
	o->scoring.scoring =
	    o->method == TFIDF ? QN_SCORE_TFIDF : QN_SCORE_BM25;
	if (useless)
		return call_misuse(c, "%s", useless);
	if (o->smartirs)
		memcpy(o->scoring.smart, o->smartirs, 4);
	if (!isnan(o->slope))
		o->scoring.slope = o->slope;
	struct qn_err e = QN_ERR_INIT;
	return qn_scoring_check(&o->scoring, &e) ||
	       call_misuse(c, "%s", e.text);
}

/* --- the command ---------------------------------------------------------- */

/* The vectors beside the index, if the method needs them. */
static struct qn_docindex *open_vectors(const struct search_options *o,
                                        const struct qn_index *x,
                                        struct call *c)
{
	const char *index = c->operands.item[0];
	bool lsa = o->method == LSA;
	struct qn_buf path = {0};
	struct qn_docindex *d = NULL;
	if (o->method < LSA)
		return NULL;
	index_vectors_path(index, lsa, &path);
	if (access(path.p, F_OK) == 0)
		d = qn_docindex_open(path.p, x, &c->e);
	else
		qn_fail(&c->e,
		        "%s: there is none; make it with `quern index vectors "
		        "%s --%s`",
		        path.p, index, lsa ? "lsa 200" : "vectors FILE");
	qn_buf_release(&path);
	return d;
}

static bool search(const struct search_options *o, struct qn_index *x,
                   const struct qn_index_weights *w, struct call *c)
{
	struct qn_docindex *vectors = open_vectors(o, x, c);
	struct questions q = {.lines = NULL};
	struct searchprint *print = NULL;
	if (!c->e.failed && questions_open(&q, o->queries, o->like, x, c))
		print = searchprint_new(x, o->format, o->plain, c);
	if (print) {
		const struct searching s = {.c = c,
		                            .x = x,
		                            .weights = w,
		                            .k = (size_t)o->k,
		                            .plain = o->plain,
		                            .exhaustive = o->exhaustive,
		                            .vectors = vectors,
		                            .hybrid = o->method == HYBRID,
		                            .ef = o->ef ? (size_t)o->ef : EF,
		                            .take = searchprint_put,
		                            .show = searchprint_show,
		                            .ctx = print};
		searching_run(&s, &q);
		call_progress_end(c);
		searchprint_end(print);
	}
	qn_docindex_free(vectors);
	questions_release(&q);
	return !c->e.failed;
}

static bool run(void *options, struct call *c)
{
	struct search_options *o = options;
	struct qn_index_weights weights;
	if (!check(o, c))
		return false;
	struct qn_index *x = qn_index_open(c->operands.item[0], &c->e);
	if (!x)
		return false;
	x->about.tokenizer.invalid = (enum qn_invalid)o->invalid;
	if (qn_index_weights_init(&weights, x, &o->scoring, &c->e))
		search(o, x, &weights, c);
	qn_index_weights_release(&weights);
	qn_index_close(x);
	return !c->e.failed;
}

static const char *const methods[] = {
    [BM25] = "bm25",       [TFIDF] = "tfidf",   [LSA] = "lsa",
    [VECTORS] = "vectors", [HYBRID] = "hybrid", NULL};
static const char *const idfs[] = {[QN_IDF_LUCENE] = "lucene",
                                   [QN_IDF_ATIRE] = "atire",
                                   [QN_IDF_ORIGINAL] = "original",
                                   NULL};

static const struct search_options defaults = {
    .scoring = {.k1 = NAN, .b = NAN, .slope = 0.25}, .slope = NAN, .k = 10};

static const struct option table[] = {
    {.help = "Questions"},
    {.names = "queries",
     OPTION_FIELD(struct search_options, queries),
     .argument = "FILE",
     .shown = "",
     .help = "a query a line, numbered from 0"},
    {.names = "like",
     OPTION_FIELD(struct search_options, like),
     .argument = "DOC",
     .shown = "",
     .help = "documents like this one, by its id"},
    {.names = "invalid",
     OPTION_FIELD(struct search_options, invalid),
     .choices = analyser_invalid,
     .argument = "error|replace|skip",
     .help = "bytes of a query that are not UTF-8"},
    {.names = "plain",
     OPTION_FIELD(struct search_options, plain),
     .help = "queries are words and nothing else: + - \" and field: mean "
             "nothing"},
    {.names = "k",
     OPTION_FIELD(struct search_options, k),
     .min = 1,
     .max = 1e6,
     .argument = "N",
     .help = "documents to each query"},
    {.help = "Scores"},
    {.names = "method",
     OPTION_FIELD(struct search_options, method),
     .choices = methods,
     .argument = "bm25|tfidf|lsa|vectors|hybrid",
     .help = "how documents are scored; hybrid: by the ranks that bm25 and "
             "vectors give them"},
    {.names = "idf",
     OPTION_FIELD(struct search_options, scoring.idf),
     .choices = idfs,
     .argument = "lucene|atire|original",
     .help = "whose inverse document frequency BM25 takes"},
    {.names = "k1",
     OPTION_FIELD(struct search_options, scoring.k1),
     .argument = "X",
     .shown = "the index's",
     .help = "of BM25: how much a word's repetition counts"},
    {.names = "b",
     OPTION_FIELD(struct search_options, scoring.b),
     .argument = "X",
     .shown = "the index's",
     .help = "of BM25: how much a document's length counts, 0 to 1"},
    {.names = "smartirs",
     OPTION_FIELD(struct search_options, smartirs),
     .argument = "XYZ",
     .shown = "",
     .help = "gensim's weights for --method tfidf in the place of "
             "scikit-learn's: tf of ntbaldL, df of nxftp, norm of nxcub"},
    {.names = "slope",
     OPTION_FIELD(struct search_options, slope),
     .max = 1,
     .argument = "S",
     .shown = "0.25",
     .help = "of a pivoted norm, u or b"},
    {.names = "ef",
     OPTION_FIELD(struct search_options, ef),
     .min = 1,
     .max = 1e6,
     .argument = "N",
     .shown = "100",
     .help = "of vectors: near ones kept on the way; the more, the surer the "
             "nearest are found"},
    {.names = "exhaustive",
     OPTION_FIELD(struct search_options, exhaustive),
     .help = "pass over nothing: the same results, later"},
    {.help = "Results"},
    {.names = "format",
     OPTION_FIELD(struct search_options, format),
     .choices = searchprint_formats,
     .argument = "auto|tsv|trec|text",
     .help = "columns, TREC's columns, or titles and text to read; auto: to "
             "read on a terminal"},
    {0},
};

static const struct command *const verbs[] = {&search_eval, &search_pairs,
                                              NULL};

const struct command command_search = {
    .name = "search",
    .summary = "find documents in an index",
    .operands = "INDEX [QUERY...]",
    .about = "Prints query, rank, document and score, the best first, equal "
             "ones in the order of the documents; a query's number is its "
             "line's, from 0.\n\n"
             "A query is words, which are cut as the index cut its texts; "
             "\"words in quotes\" stand next to each other; +word must occur, "
             "-word must not; title:word occurs in the title.  Vectors (lsa, "
             "vectors), which `quern index vectors` makes, take words alone.",
    .verbs = verbs,
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = -1,
    .without = "seed",
    .run = run,
};
