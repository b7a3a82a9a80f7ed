/* SPDX-License-Identifier: MIT */
/*
 * fuzz_cooccur.c -- any bytes as a file of co-occurrences: refused in a
 * sentence, or each record is one that can be and GloVe trains on them.
 */
#include "tests/fuzz/files.h"

#include <math.h>

#include "embed/cooccurfile.h"
#include "embed/cooccurshuffle.h"
#include "embed/glove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS = 9, FEW = 1 << 12 };

static void check(bool ok)
{
	if (!ok)
		abort();
}

static bool count(void *n, const struct qn_cooccur *r, size_t more,
                  struct qn_err *e)
{
	(void)r;
	(void)e;
	*(size_t *)n += more;
	return true;
}

static size_t read_all(struct qn_cooccurfile *f, struct qn_err *e)
{
	const struct qn_cooccur *r;
	size_t n, all = 0;
	while ((n = qn_cooccurfile_next(f, &r, e))) {
		for (size_t i = 0; i < n; i++) {
			check(r[i].word1 >= 1 && r[i].word1 <= WORDS);
			check(r[i].word2 >= 1 && r[i].word2 <= WORDS);
			check(r[i].value > 0 && isfinite(r[i].value));
		}
		all += n;
	}
	check(e->failed || all == f->n);
	return all;
}

static void train(struct qn_cooccurfile *f)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_glove_options o = QN_GLOVE_DEFAULTS;
	struct qn_pool *pool = qn_pool_new(1);
	o.dim = 3;
	o.epochs = 1;
	struct qn_glove *g = qn_glove_new(&o, WORDS, f->n, &e);
	check(g &&
	      (qn_glove_train(g, &o, f, NULL, NULL, pool, &e) || e.failed));
	qn_glove_free(g);
	qn_pool_free(pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_cooccurfile f;
	int fd = memory_file(data, size);
	struct fuzz_path path = path_of(fd);
	bool ok = qn_cooccurfile_open(&f, path.text, WORDS, &e);
	size_t n = ok ? read_all(&f, &e) : 0, shuffled = 0;
	check(ok || e.failed);
	if (ok && !e.failed && n <= FEW)
		train(&f);
	qn_cooccurfile_close(&f);
	e = QN_ERR_INIT;
	if (size < 1 << 16 &&
	    qn_cooccur_shuffle(path.text, 4096, 1, count, &shuffled, NULL, &e))
		check(!n || shuffled == n);
	close(fd);
	return 0;
}
