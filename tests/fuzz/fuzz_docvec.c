/* SPDX-License-Identifier: MIT */
/*
 * fuzz_docvec.c -- any bytes as a model of document vectors; one that loads is
 * applied, and is the same when it is saved and loaded once more.
 */
#include "tests/fuzz/files.h"

#include <string.h>

#include "embed/docvec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The letters, each a direction in the plane. */
static struct qn_vectors *letters(void)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = qn_vectors_new(26, 2, &e);
	if (!v)
		abort();
	for (uint32_t i = 0; i < 26; i++) {
		char c = (char)('a' + i);
		qn_map_add(&v->words, (struct qn_slice){&c, 1});
		v->owned[i * v->stride] = (float)i;
		v->owned[i * v->stride + 1] = 25 - (float)i;
	}
	return v;
}

static void apply(const struct qn_docvec *m, float row[2])
{
	const uint32_t ids[] = {0, 25, QN_MAP_NONE, 3, 3};
	if (!qn_docvec_row(m, ids, sizeof ids / sizeof *ids, row))
		abort();
}

static void round_trip(const struct qn_docvec *m)
{
	struct qn_err e = QN_ERR_INIT;
	float before[2], after[2];
	make_folder();
	struct fuzz_path path = in_folder("model");
	if (!qn_docvec_save(m, path.text, &e))
		abort();
	struct qn_docvec *again = qn_docvec_load(path.text, m->words, &e);
	if (!again)
		abort();
	apply(m, before);
	apply(again, after);
	if (memcmp(before, after, sizeof before) != 0)
		abort();
	qn_docvec_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *words = letters();
	int fd = memory_file(data, size);
	struct qn_docvec *m = qn_docvec_load(path_of(fd).text, words, &e);
	close(fd);
	if (!m != e.failed)
		abort();
	if (m)
		round_trip(m);
	qn_docvec_free(m);
	qn_vectors_free(words);
	return 0;
}
