/* SPDX-License-Identifier: MIT */
/*
 * vecmodel.c -- the words of a fastText model as a set of vectors.
 */
#include "embed/ftvector.h"
#include "embed/vecio.h"

#define WORD_LEAST 10 /* bytes of a word in the file */

static bool read_words(struct qn_vectors *v, const struct qn_ft_model *m,
                       const char *name, uint32_t n, struct qn_err *e)
{
	struct qn_ft_reader *r = qn_ft_reader_new(m);
	bool ok = true;
	for (uint32_t i = 0; ok && i < n; i++) {
		struct qn_slice word = qn_ft_dict_string(&m->dict, i);
		float *row = qn_rows_next(v, name, e);
		if (row)
			qn_ft_word_vector(r, word, row);
		ok = row && qn_rows_name(v, word, name, e);
	}
	qn_ft_reader_free(r);
	return ok;
}

struct qn_vectors *qn_vecmodel_read(struct qn_vecsource *s, struct qn_err *e)
{
	size_t size = s->file->n;
	struct qn_ft_model *m = qn_ft_model_read(s->file, s->name, e);
	if (!m)
		return NULL;
	uint32_t n = m->dict.words;
	n = n < s->limit ? n : (uint32_t)s->limit;
	struct qn_vectors *v =
	    qn_rows_new(s->name, n, (size_t)m->args.dim, WORD_LEAST, size, e);
	if (v && !read_words(v, m, s->name, n, e)) {
		qn_vectors_free(v);
		v = NULL;
	}
	qn_ft_model_free(m);
	return v;
}
