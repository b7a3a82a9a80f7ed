/* SPDX-License-Identifier: MIT */
/*
 * ngramfile.c -- opening and closing the files of ngramfile.h.
 *
 * The size of every table is held against the file's by base/tensors.h.  What
 * is in the tables is not looked at before it is used: no value of a key leads
 * out of a table, ids and offsets are checked where they are read, and a
 * search ends when it has been everywhere.
 */
#include "seq/ngramfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool find_table(const struct qn_tensors *t, const char *name,
                       struct qn_ngram_table *table, struct qn_err *e)
{
	const struct qn_tensor *x = qn_tensors_find(t, name, QN_U64, 2, e);
	if (!x)
		return false;
	if (x->shape[1] * 8 != sizeof *table->bucket || x->shape[0] < 1 ||
	    x->shape[0] > QN_NGRAM_BUCKETS)
		return qn_fail(e, "%s: \"%s\" has no shape of a table", t->name,
		               name);
	table->bucket = x->data;
	table->n = x->shape[0];
	return true;
}

static bool find_words(struct qn_ngram_file *f, const struct qn_tensors *t,
                       struct qn_err *e)
{
	const struct qn_tensor *value =
	    qn_tensors_find(t, "words.values", QN_F32, 2, e);
	const struct qn_tensor *offset =
	    qn_tensors_find(t, "words.offsets", QN_I64, 1, e);
	const struct qn_tensor *bytes =
	    qn_tensors_find(t, "words.bytes", QN_U8, 1, e);
	if (e->failed || !find_table(t, "words.table", &f->word, e))
		return false;
	f->words = value->shape[0];
	if (value->shape[1] != 2 || f->words < QN_NGRAM_WORDS ||
	    f->words >= UINT32_MAX || offset->count != f->words + 1)
		return qn_fail(e,
		               "%s: the sizes of its lists of words do not "
		               "fit each other",
		               t->name);
	f->value = value->data;
	f->offset = offset->data;
	f->bytes = bytes->data;
	f->n_bytes = bytes->bytes;
	return true;
}

static bool find_order(struct qn_ngram_file *f, const struct qn_tensors *t,
                       struct qn_err *e)
{
	const char *order = qn_tensors_meta(t, "order");
	const char *unit = qn_tensors_meta(t, "unit");
	f->order = order ? (unsigned)strtoul(order, NULL, 10) : 0;
	f->unit = unit && strcmp(unit, "char") == 0 ? QN_LM_CHAR : QN_LM_WORD;
	if (f->order < 1 || f->order > QN_NGRAM_ORDERS)
		return qn_fail(e, "%s: n-grams of %s words; known are 1 to %d",
		               t->name, order ? order : "no", QN_NGRAM_ORDERS);
	for (unsigned k = 2; k <= f->order; k++) {
		char name[16];
		snprintf(name, sizeof name, "grams.%u", k);
		if (!find_table(t, name, &f->gram[k], e))
			return false;
	}
	return true;
}

bool qn_ngram_file_open(struct qn_ngram_file *f, struct qn_tensors *t,
                        struct qn_err *e)
{
	*f = (struct qn_ngram_file){.tensors = t};
	if (find_words(f, t, e) && find_order(f, t, e))
		return true;
	qn_ngram_file_close(f);
	return false;
}

void qn_ngram_file_close(struct qn_ngram_file *f)
{
	if (!f->tensors) {
		qn_big_free((void *)f->value);
		qn_big_free((void *)f->word.bucket);
		qn_big_free((void *)f->offset);
		qn_big_free((void *)f->bytes);
		for (unsigned k = 2; k <= f->order; k++)
			qn_big_free((void *)f->gram[k].bucket);
	}
	qn_tensors_close(f->tensors);
	*f = (struct qn_ngram_file){.tensors = NULL};
}

struct qn_slice qn_ngram_file_word(const struct qn_ngram_file *f, size_t id)
{
	int64_t from = f->offset[id], to = f->offset[id + 1];
	if (from < 0 || to < from || (uint64_t)to > f->n_bytes)
		return (struct qn_slice){f->bytes, 0};
	return (struct qn_slice){f->bytes + from, (size_t)(to - from)};
}
