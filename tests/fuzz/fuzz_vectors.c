/* SPDX-License-Identifier: MIT */
/*
 * fuzz_vectors.c -- any bytes as a file of vectors.  What loads is written
 * and read again, and must come back bit for bit.
 *
 *	byte 0    the format, told or to be found out
 *	byte 1    rows wanted at most; 0 = all
 *	byte 2    length of the companion file (words of .npy and .tsv)
 *	then      the companion, the file
 */
#include "tests/fuzz/files.h"

#include "embed/vecfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_equal(const struct qn_vectors *a, const struct qn_vectors *b)
{
	if (a->n != b->n || a->dim != b->dim)
		abort();
	for (size_t i = 0; i < a->n; i++) {
		const float *x = qn_vectors_row(a, i),
		            *y = qn_vectors_row(b, i);
		if (!qn_slice_eq(qn_map_string(&a->words, (uint32_t)i),
		                 qn_map_string(&b->words, (uint32_t)i)))
			abort();
		/* Text has one NaN; the bits of the others may differ. */
		for (int d = 0; d < a->dim; d++)
			if (memcmp(&x[d], &y[d], sizeof *x) != 0 &&
			    (x[d] == x[d] || y[d] == y[d]))
				abort();
	}
}

/* A word the format cannot hold is refused; what it takes, it gives back. */
static void round_trip(const struct qn_vectors *v, const char *name)
{
	struct qn_err e = QN_ERR_INIT;
	struct fuzz_path path = in_folder(name);
	if (!qn_vectors_save(v, path.text, QN_VEC_AUTO, &e))
		return;
	struct qn_vectors *again =
	    qn_vectors_load(path.text, QN_VEC_AUTO, 0, &e);
	if (!again)
		abort();
	check_equal(v, again);
	qn_vectors_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3)
		return 0;
	enum qn_vecformat format = data[0] % (QN_VEC_TSV + 1);
	size_t limit = data[1], beside = data[2];
	data += 3;
	size -= 3;
	if (beside > size)
		beside = size;
	put("x.vocab", data, beside);
	put("x.meta", data, beside);
	put("x", data + beside, size - beside);
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v =
	    qn_vectors_load(in_folder("x").text, format, limit, &e);
	if (!v != e.failed)
		abort();
	if (!v)
		return 0;
	if (v->n != v->words.count || !v->n || (limit && v->n > limit))
		abort();
	round_trip(v, "y.bin");
	round_trip(v, "y.safetensors");
	round_trip(v, "y.txt");
	qn_vectors_free(v);
	return 0;
}
