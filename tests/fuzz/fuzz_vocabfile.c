/* SPDX-License-Identifier: MIT */
/*
 * fuzz_vocabfile.c -- any bytes as a file of words and counts: what is read
 * is found again, and is the same when it is written and read once more.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memfd_create */
#endif
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "text/vocab.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		abort();
}

static struct qn_vocab *load(int fd, struct qn_err *e)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return qn_vocab_load(path, e);
}

/* Written with a tab, whatever parted word and count before. */
static void round_trip(const struct qn_vocab *v)
{
	struct qn_err e = QN_ERR_INIT;
	char path[64];
	int fd = memfd_create("again", MFD_CLOEXEC);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	check(qn_vocab_save(v, path, '\t', &e));
	lseek(fd, 0, SEEK_SET);
	struct qn_vocab *u = load(fd, &e);
	check(u && u->words.count == v->words.count && u->total == v->total);
	qn_vocab_free(u);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memfd_create("vocab", MFD_CLOEXEC);
	check(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	struct qn_vocab *v = load(fd, &e);
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
