/* SPDX-License-Identifier: MIT */
/*
 * vectorizer.c -- see vectorizer.h.
 */
#include "apps/vectorizer.h"

#include <stdio.h>

const char *const vectorizer_kinds[] = {[QN_ANALYZER_WORD] = "word",
                                        [QN_ANALYZER_CHAR] = "char",
                                        [QN_ANALYZER_WB] = "char_wb",
                                        NULL};
const char *const vectorizer_accents[] = {[QN_ACCENTS_KEEP] = "none",
                                          [QN_ACCENTS_ASCII] = "ascii",
                                          [QN_ACCENTS_UNICODE] = "unicode",
                                          NULL};
const char *const vectorizer_norms[] = {"l2", "l1", "none", NULL};

static bool read_range(const char *text, struct qn_analyzer_options *o,
                       struct call *c)
{
	int used = 0;
	if (sscanf(text, "%9d,%9d%n", &o->ngram_min, &o->ngram_max, &used) !=
	        2 ||
	    text[used])
		return call_misuse(
		    c, "--ngram-range takes two numbers, \"1,2\", not \"%s\"",
		    text);
	struct qn_err e = QN_ERR_INIT;
	return qn_analyzer_check(o, &e) || call_misuse(c, "%s", e.text);
}

bool vectorizer_read(struct vectorizer *v, struct qn_analyzer_options *o,
                     struct call *c)
{
	o->kind = v->kind;
	o->keep_case = !v->lowercase;
	o->accents = v->accents;
	if (!read_range(v->range, o, c))
		return false;
	if (v->stop_words && v->kind != QN_ANALYZER_WORD)
		return call_misuse(c, "--stop-words goes with --analyzer word");
	if (v->stop_words)
		v->stop = qn_stopwords_open(v->stop_words, &c->e);
	if (v->stop)
		o->stop = &v->stop->words;
	return !c->e.failed;
}

void vectorizer_release(struct vectorizer *v)
{
	qn_stopwords_free(v->stop);
	v->stop = NULL;
}

bool vectorizer_check_output(struct call *c)
{
	enum qn_sparse_format f;
	return qn_sparse_format_of(c->common.output, &f) ||
	       call_misuse(c, "it needs -o OUT.mtx (or .svm, .svmlight, "
	                      ".safetensors)");
}
