/* SPDX-License-Identifier: MIT */
/*
 * fuzz_tfidf.c -- any bytes as a TF-IDF model; one that loads is applied, gone
 * on from, and saved.
 */
#include "tests/fuzz/files.h"

#include "text/tfidf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] = "The quern turns\n\nh\xc3\xa9llo the  quern\n";

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
	int fd = memory_file(text, sizeof text - 1);
	struct fuzz_path path = path_of(fd);
	struct qn_document_source source = {.path = path.text};
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

/* What is saved loads again, with the same terms. */
static void save(const struct qn_tfidf *t)
{
	struct qn_err e = QN_ERR_INIT;
	make_folder();
	struct fuzz_path path = in_folder("model");
	if (!qn_tfidf_save(t, path.text, &e))
		abort();
	struct qn_tfidf *again = qn_tfidf_load(path.text, &e);
	if (!again || again->terms.n != t->terms.n)
		abort();
	qn_tfidf_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file(data, size);
	struct qn_tfidf *t = qn_tfidf_load(path_of(fd).text, &e);
	if (!t != e.failed)
		abort();
	if (t) {
		apply(t);
		save(t);
	}
	qn_tfidf_free(t);
	close(fd);
	return 0;
}
