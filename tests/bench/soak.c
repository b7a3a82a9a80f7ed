/* SPDX-License-Identifier: MIT */
/*
 * soak.c -- memory stays flat however much one process is asked.
 *
 *	build/bench/soak INDEX TEXT [QUESTIONS]
 *
 * Each question is up to eight words in a row from TEXT, as they stand, as a
 * phrase, or with signs before them; the searcher is asked for its ten best
 * documents by BM25 and the model in the box for its language.  A row for each
 * tenth of the QUESTIONS (10 million): how many were asked, the seconds since
 * the start, MB of resident memory, and how many were found.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/input.h"
#include "base/rng.h"
#include "embed/langid.h"
#include "text/indexsearch.h"
#include "text/inverted.h"
#include "text/tokenize.h"

#define WORDS 8 /* of a question, at most */
#define BEST  10

struct soak {
	struct qn_bytes text;
	struct qn_index *index;
	struct qn_index_weights weights;
	struct qn_tokenizer *tokenizer;
	struct qn_searcher *searcher;
	struct qn_langid *languages;
	struct qn_query query;
	struct qn_buf question;
	struct qn_rng rng;
	size_t found;
	struct qn_err e;
};

static bool open_all(struct soak *s, const char *index, const char *text)
{
	if (!qn_bytes_load(&s->text, text, &s->e))
		return false;
	if (s->text.n < 1000)
		return qn_fail(&s->e, "%s: too little text", text);
	s->index = qn_index_open(index, &s->e);
	if (!s->index)
		return false;
	struct qn_scoring_options scoring = QN_SCORING_DEFAULTS;
	s->index->about.tokenizer.invalid = QN_INVALID_REPLACE;
	s->tokenizer = qn_tokenizer_new(&s->index->about.tokenizer, &s->e);
	if (!s->tokenizer ||
	    !qn_index_weights_init(&s->weights, s->index, &scoring, &s->e))
		return false;
	s->searcher = qn_searcher_new(s->index, &s->weights, false);
	s->languages = qn_langid_load(NULL, &s->e);
	return s->languages;
}

static void close_all(struct soak *s)
{
	qn_langid_free(s->languages);
	qn_searcher_free(s->searcher);
	qn_tokenizer_free(s->tokenizer);
	qn_index_weights_release(&s->weights);
	qn_index_close(s->index);
	qn_query_release(&s->query);
	qn_buf_release(&s->question);
	qn_bytes_release(&s->text);
}

/* Words in a row from anywhere, in one of four dresses. */
static void make_question(struct soak *s)
{
	const char *p = s->text.p, *end = p + s->text.n;
	uint32_t words = 1 + qn_rng_below(&s->rng, WORDS);
	uint32_t dress = qn_rng_below(&s->rng, 4);
	p += qn_rng_below(&s->rng, (uint32_t)s->text.n);
	qn_buf_clear(&s->question);
	if (dress == 1)
		qn_buf_putc(&s->question, '"');
	for (; words && p < end; p++) {
		bool blank = *p == ' ' || *p == '\n' || *p == '\t';
		qn_buf_putc(&s->question, blank ? ' ' : *p);
		words -= blank;
		if (blank && dress > 1 && words % 2)
			qn_buf_putc(&s->question, dress == 2 ? '+' : '-');
	}
	if (dress == 1)
		qn_buf_putc(&s->question, '"');
}

static bool ask(struct soak *s)
{
	struct qn_scored hit[BEST];
	struct qn_langid_guess guess;
	size_t n = 0;
	make_question(s);
	struct qn_slice text = qn_buf_slice(&s->question);
	qn_query_clear(&s->query);
	if (!qn_query_parse(&s->query, text, false, s->tokenizer, &s->e) ||
	    !qn_search(s->searcher, &s->query, BEST, NULL, hit, &n, &s->e))
		return false;
	s->found += n > 0;
	qn_langid_guess(s->languages, text, NULL, 1, &guess);
	return true;
}

/* Pages of this process in memory; 0 where /proc does not tell. */
static size_t resident(void)
{
	size_t pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (f && fscanf(f, "%*s %zu", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return pages;
}

static void soak(struct soak *s, size_t questions)
{
	time_t start = time(NULL);
	double page = (double)sysconf(_SC_PAGESIZE) / 1e6;
	printf("asked\tseconds\tMB\tfound\n");
	for (size_t i = 0; i < questions; i++) {
		if (i % (questions / 10) == 0) {
			printf("%zu\t%ld\t%.1f\t%zu\n", i,
			       (long)(time(NULL) - start),
			       page * (double)resident(), s->found);
			fflush(stdout);
		}
		if (!ask(s))
			return;
	}
	printf("%zu\t%ld\t%.1f\t%zu\n", questions, (long)(time(NULL) - start),
	       page * (double)resident(), s->found);
}

int main(int argc, char **argv)
{
	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: soak INDEX TEXT [QUESTIONS]\n");
		return 2;
	}
	size_t questions = argc > 3 ? strtoul(argv[3], NULL, 10) : 10000000;
	struct soak s = {.e = QN_ERR_INIT, .rng = qn_rng_new(1, 0)};
	if (open_all(&s, argv[1], argv[2]))
		soak(&s, questions < 10 ? 10 : questions);
	close_all(&s);
	if (s.e.failed)
		fprintf(stderr, "soak: %s\n", s.e.text);
	return s.e.failed;
}
