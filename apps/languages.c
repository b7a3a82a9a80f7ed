/* SPDX-License-Identifier: MIT */
/*
 * languages.c -- see languages.h.
 *
 * fastText's models are given a line as it is, as lid.176 is used; its
 * probabilities, which may exceed 1 by 1e-5, are cut there.
 */
#include "apps/languages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "embed/ftclassify.h"
#include "embed/ftline.h"
#include "embed/ftmodel.h"
#include "text/unicode.h"

struct lane {
	struct qn_buf text;
	struct qn_ft_line line;
	struct qn_ft_guesses *guesses;
};

struct languages {
	struct qn_langid *own; /* or the following: */
	struct qn_ft_model *model;
	struct qn_ft_classifier *classifier;
	struct lane *lane; /* [lanes] */
	size_t lanes;
};

static bool open_fasttext(struct languages *l, struct qn_bytes *bytes,
                          const char *path, size_t lanes, struct qn_err *e)
{
	l->model = qn_ft_model_read(bytes, path, e);
	l->classifier = l->model ? qn_ft_classifier_new(l->model, e) : NULL;
	if (!l->classifier)
		return false;
	l->lane = qn_calloc(lanes, sizeof *l->lane);
	l->lanes = lanes;
	for (size_t i = 0; i < lanes; i++)
		l->lane[i].guesses = qn_ft_guesses_new(l->classifier);
	return true;
}

static bool open_file(struct languages *l, const char *path, size_t lanes,
                      struct qn_err *e)
{
	struct qn_bytes *bytes = qn_calloc(1, sizeof *bytes);
	if (!qn_bytes_load(bytes, path, e)) {
		free(bytes);
		return false;
	}
	if (qn_ft_is_model(bytes)) {
		bool ok = open_fasttext(l, bytes, path, lanes, e);
		free(bytes);
		return ok;
	}
	l->own = qn_langid_read_model(bytes, path, e);
	return l->own;
}

struct languages *languages_open(const char *path, size_t lanes,
                                 struct qn_langid **own, struct qn_err *e)
{
	struct languages *l = qn_calloc(1, sizeof *l);
	if (path)
		open_file(l, path, lanes, e);
	else
		l->own = qn_langid_load(NULL, e);
	*own = l->own;
	if (!e->failed)
		return l;
	languages_close(l);
	return NULL;
}

void languages_close(struct languages *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->lanes; i++) {
		qn_buf_release(&l->lane[i].text);
		qn_ft_line_release(&l->lane[i].line);
		qn_ft_guesses_free(l->lane[i].guesses);
	}
	free(l->lane);
	qn_ft_classifier_free(l->classifier);
	qn_ft_model_free(l->model);
	qn_langid_free(l->own);
	free(l);
}

size_t languages_count(const struct languages *l)
{
	return l->own ? qn_langid_labels(l->own) : l->model->dict.labels;
}

struct qn_slice languages_label(const struct languages *l, size_t label)
{
	if (l->own)
		return qn_slice_of(qn_langid_label(l->own, label));
	const struct qn_ft_dict *d = &l->model->dict;
	struct qn_slice s = qn_ft_dict_string(d, d->words + (uint32_t)label);
	size_t prefix = strlen(l->model->args.label);
	if (s.n <= prefix || memcmp(s.p, l->model->args.label, prefix) != 0)
		return s;
	return (struct qn_slice){s.p + prefix, s.n - prefix};
}

static bool has_letters(struct qn_slice s)
{
	for (size_t i = 0; i < s.n;) {
		UChar32 c = qn_utf8_next(s, &i);
		if (c >= 0 && qn_char_class(c) & QN_CHAR_LETTER)
			return true;
	}
	return false;
}

/* One line for fastText, whatever the text is. */
static void read_line(struct languages *l, struct lane *lane,
                      struct qn_slice text)
{
	qn_buf_clear(&lane->text);
	qn_buf_add(&lane->text, text.p, text.n);
	for (size_t i = 0; i < text.n; i++)
		if (lane->text.p[i] == '\n')
			lane->text.p[i] = ' ';
	qn_buf_putc(&lane->text, '\n');
	text = qn_buf_slice(&lane->text);
	qn_ft_line_next(&lane->line, &l->model->dict, &text);
}

static size_t guess_fasttext(struct languages *l, struct lane *lane,
                             const bool *only, size_t k,
                             struct qn_langid_guess *to)
{
	size_t n = 0;
	double all = 0;
	qn_ft_classify(l->classifier, lane->line.rows.id, lane->line.rows.n,
	               only ? SIZE_MAX : k, 0, lane->guesses);
	for (size_t i = 0; i < lane->guesses->n; i++) {
		uint32_t label = lane->guesses->item[i].id;
		float p = expf(lane->guesses->item[i].score);
		if (only && !only[label])
			continue;
		all += (double)p;
		if (n < k)
			to[n++] = (struct qn_langid_guess){label, fminf(p, 1)};
	}
	for (size_t i = 0; only && i < n; i++)
		to[i].p = (float)((double)to[i].p / all);
	return n;
}

size_t languages_guess(struct languages *l, size_t lane, struct qn_slice text,
                       const bool *only, size_t k, struct qn_langid_guess *to)
{
	if (l->own)
		return qn_langid_guess(l->own, text, only, k, to);
	if (!has_letters(text))
		return 0;
	read_line(l, &l->lane[lane], text);
	return guess_fasttext(l, &l->lane[lane], only, k, to);
}
