/* SPDX-License-Identifier: MIT */
/*
 * tfidf_fit.c -- processor seconds that fitting takes in the library, from a
 * text file to the matrix and the list of terms, on one thread.
 *
 *	tfidf_fit FILE [word|char|char_wb MIN MAX]
 *
 * Prints user and system seconds, rows, columns and cells.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "quern.h"

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

int main(int argc, char **argv)
{
	static const char *const kinds[] = {"word", "char", "char_wb"};
	struct qn_err e = QN_ERR_INIT;
	struct qn_tfidf_options o = QN_TFIDF_DEFAULTS;
	struct qn_document_source source = {.path = argv[1]};
	struct qn_sparse m = {0};
	struct rusage from, to;
	if (argc != 2 && argc != 5)
		return 2;
	for (int i = 0; argc == 5 && i < 3; i++)
		if (strcmp(argv[2], kinds[i]) == 0)
			o.analyzer.kind = (enum qn_analyzer_kind)i;
	if (argc == 5) {
		o.analyzer.ngram_min = atoi(argv[3]);
		o.analyzer.ngram_max = atoi(argv[4]);
	}
	struct qn_pool *pool = qn_pool_new(1);
	getrusage(RUSAGE_SELF, &from);
	struct qn_documents *d = qn_documents_open(&source, &e);
	struct qn_tfidf *t =
	    d ? qn_tfidf_fit(&o, d, &m, NULL, pool, NULL, &e) : NULL;
	getrusage(RUSAGE_SELF, &to);
	if (!t) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	printf("%.3f\t%.3f\t%zu\t%u\t%zu\n",
	       seconds(to.ru_utime) - seconds(from.ru_utime),
	       seconds(to.ru_stime) - seconds(from.ru_stime), m.rows,
	       (unsigned)m.columns, m.start[m.rows]);
	qn_sparse_release(&m);
	qn_tfidf_free(t);
	qn_documents_close(d);
	qn_pool_free(pool);
	return 0;
}
