/* SPDX-License-Identifier: MIT */
/*
 * fuzz_vocabfile.c -- any bytes as a file of words and counts: what is read
 * is found again, and is the same when it is written and read once more.
 */
#include "tests/fuzz/files.h"

#include "text/vocab.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		abort();
}

/* Written with a tab, whatever parted word and count before. */
static void round_trip(const struct qn_vocab *v)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file("", 0);
	struct fuzz_path path = path_of(fd);
	check(qn_vocab_save(v, path.text, '\t', &e));
	struct qn_vocab *u = qn_vocab_load(path.text, &e);
	check(u && u->words.count == v->words.count && u->total == v->total);
	qn_vocab_free(u);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file(data, size);
	struct qn_vocab *v = qn_vocab_load(path_of(fd).text, &e);
	close(fd);
	check((v == NULL) == e.failed);
	if (!v)
		return 0;
	uint64_t total = 0;
	for (uint32_t id = 0; id < v->words.count; id++) {
		struct qn_slice word = qn_map_string(&v->words, id);
		check(qn_vocab_find(v, word) == id);
		total += v->count[id];
	}
	check(total == v->total);
	/* A compressed file may hold more than it is worth to write. */
	if (size < 4096 && v->words.count < 4096)
		round_trip(v);
	qn_vocab_free(v);
	return 0;
}
