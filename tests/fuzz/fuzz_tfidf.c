/* SPDX-License-Identifier: MIT */
/*
 * fuzz_tfidf.c -- any bytes as a TF-IDF model; one that loads is applied, gone
 * on from, and saved.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memfd_create */
#endif
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "text/tfidf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] = "The quern turns\n\nh\xc3\xa9llo the  quern\n";

/* A file of these bytes; `path` [64] gets its name. */
static int file_of(const void *bytes, size_t n, char *path)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		abort();
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static void check_matrix(const struct qn_sparse *m, const struct qn_tfidf *t)
{
	if (m->rows != 3 || m->columns != t->terms.n)
		abort();
	for (size_t i = 0; i < m->start[m->rows]; i++)
		if (m->column[i] >= m->columns)
			abort();
}

static void apply(struct qn_tfidf *t)
{
	char path[64];
	int fd = file_of(text, sizeof text - 1, path);
	struct qn_document_source source = {.path = path};
	struct qn_pool *pool = qn_pool_new(1);
	for (int update = 0; update < 2; update++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_sparse m = {0};
		struct qn_documents *d = qn_documents_open(&source, &e);
		bool ok =
		    update ? qn_tfidf_update(t, d, &m, NULL, pool, NULL, &e)
		           : qn_tfidf_transform(t, d, &m, NULL, pool, NULL, &e);
		if (ok)
			check_matrix(&m, t);
		qn_sparse_release(&m);
		qn_documents_close(d);
	}
	qn_pool_free(pool);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	char path[64];
	int fd = file_of(data, size, path);
	struct qn_tfidf *t = qn_tfidf_load(path, &e);
	if (!t != e.failed)
		abort();
	if (t)
		apply(t);
	qn_tfidf_free(t);
	close(fd);
	return 0;
}
