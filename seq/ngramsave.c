/* SPDX-License-Identifier: MIT */
/*
 * ngramsave.c -- the tables of ngramfile.h into a file.
 */
#include <stdio.h>

#include "seq/ngramfile.h"

static void declare(struct qn_tensors_out *out, const char *name,
                    const struct qn_ngram_table *t)
{
	size_t shape[] = {t->n, sizeof *t->bucket / 8};
	qn_tensors_out_declare(out, name, QN_U64, 2, shape);
}

static void write(struct qn_tensors_out *out, const struct qn_ngram_table *t)
{
	qn_tensors_out_write(out, t->bucket, t->n * sizeof *t->bucket);
}

bool qn_ngram_file_save(const struct qn_ngram_file *f, const char *path,
                        struct qn_err *e)
{
	struct qn_tensors_out *out = qn_tensors_create(path, "lm");
	size_t offsets = f->words + 1;
	qn_tensors_out_meta(out, "arch", "ngram");
	qn_tensors_out_meta(out, "unit",
	                    f->unit == QN_LM_CHAR ? "char" : "word");
	qn_tensors_out_metaf(out, "order", "%u", f->order);
	declare(out, "words.table", &f->word);
	for (unsigned k = 2; k <= f->order; k++) {
		char name[16];
		snprintf(name, sizeof name, "grams.%u", k);
		declare(out, name, &f->gram[k]);
	}
	qn_tensors_out_declare(out, "words.values", QN_F32, 2,
	                       (size_t[]){f->words, 2});
	qn_tensors_out_declare(out, "words.offsets", QN_I64, 1, &offsets);
	qn_tensors_out_declare(out, "words.bytes", QN_U8, 1, &f->n_bytes);
	write(out, &f->word);
	for (unsigned k = 2; k <= f->order; k++)
		write(out, &f->gram[k]);
	qn_tensors_out_write(out, f->value, f->words * sizeof *f->value);
	qn_tensors_out_write(out, f->offset, offsets * sizeof *f->offset);
	qn_tensors_out_write(out, f->bytes, f->n_bytes);
	return qn_tensors_finish(out, e);
}
