/* SPDX-License-Identifier: MIT */
/*
 * fuzz_index.c -- damage done to an index, which is then searched, read and
 * merged: what does not fail gives what the sound one gives.
 *
 *	input   how, then commands of 5 bytes: what, where (3), value
 *
 * Where `how` is odd the sums are put right afterwards, as if somebody had
 * written the file so: answers may be anything then, but nothing crashes.
 */
#include "tests/fuzz/files.h"

#include <string.h>

#include "base/mem.h"
#include "text/indexmerge.h"
#include "text/indexsearch.h"
#include "text/indexstore.h"
#include "text/morelike.h"
#include "text/tokenize.h"

#define K        10
#define COMMANDS 8
#define DOCS     2100 /* enough for lists of every shape */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const queries[] = {
    "rare mill w7",      "every other fifth tenth", "\"every other\" w3",
    "+tenth -fifth w1",  "title:old w2 w2",         "\"heap heap heap\"",
    "tenth fifth other",
};
#define QUERIES (sizeof queries / sizeof *queries)

/* All that is compared. */
struct answers {
	bool right[2][QUERIES]; /* were found without failure */
	struct qn_scored hit[2][QUERIES][K];
	size_t n[2][QUERIES];
	bool read, merged;
	struct qn_buf strings; /* names, titles, texts     */
	struct qn_buf copy;    /* the file of the merger   */
	bool alike;
	struct qn_scored like[K];
	size_t like_n;
};

static struct qn_buf sound_file;
static struct answers sound;
static struct qn_tokenizer *tokenizer; /* for queries; to make one is slow */

/* --- an index ------------------------------------------------------------- */

static void write_documents(struct qn_buf *b)
{
	for (int i = 0; i < DOCS; i++) {
		qn_buf_printf(b, "%d-x\t%s\tevery %s%s%sw%d w%d", i,
		              i % 2 ? "old title" : "", i % 2 ? "other " : "",
		              i % 5 ? "" : "fifth ", i % 7 ? "" : "tenth ",
		              i % 13, i % 41);
		if (i == 1000 || i % 700 == 3)
			qn_buf_puts(b, " rare mill");
		for (int k = 0; i % 300 == 5 && k < i; k++)
			qn_buf_puts(b, " heap");
		for (int k = 0; i % 50 == 5 && k < 20; k++)
			qn_buf_puts(b, " tenth");
		qn_buf_putc(b, '\n');
	}
}

static struct qn_buf read_back(const char *path)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_bytes bytes = {0};
	struct qn_buf b = {0};
	if (!qn_bytes_load(&bytes, path, &e))
		abort();
	qn_buf_add(&b, bytes.p, bytes.n);
	qn_bytes_release(&bytes);
	return b;
}

static void build(void)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	struct qn_index_store s;
	struct qn_buf text = {0};
	about.texts = true;
	write_documents(&text);
	put("documents", text.p, text.n);
	struct fuzz_path from = in_folder("documents"), to = in_folder("index");
	struct qn_document_source source = {
	    .path = from.text, .tsv = 3, .tsv_id = 1, .tsv_title = 2};
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_documents *d = qn_documents_open(&source, &e);
	qn_index_store_init(&s, &about);
	if (!d || !qn_index_store_read(&s, d, pool, NULL, &e) ||
	    !qn_index_store_write(&s, to.text, NULL, &e))
		abort();
	qn_index_store_release(&s);
	qn_documents_close(d);
	qn_pool_free(pool);
	qn_buf_release(&text);
	sound_file = read_back(to.text);
}

/* --- asking --------------------------------------------------------------- */

static void search(struct qn_index *x, int method, struct answers *a)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_scoring_options o = QN_SCORING_DEFAULTS;
	struct qn_index_weights w;
	struct qn_query q = {.n = 0};
	o.scoring = method ? QN_SCORE_TFIDF : QN_SCORE_BM25;
	if (qn_index_weights_init(&w, x, &o, &e)) {
		struct qn_searcher *s = qn_searcher_new(x, &w, false);
		for (size_t i = 0; i < QUERIES; i++) {
			struct qn_err own = QN_ERR_INIT;
			qn_query_clear(&q);
			qn_query_parse(&q, qn_slice_of(queries[i]), false,
			               tokenizer, &own);
			qn_search_ahead(s, &q, 1);
			a->right[method][i] =
			    qn_search(s, &q, K, NULL, a->hit[method][i],
			              &a->n[method][i], &own);
			if (a->right[method][i] == own.failed)
				abort();
		}
		qn_query_clear(&q);
		if (x->about.documents > 7 && !method)
			a->alike =
			    qn_more_like(x, &w, 7, 5, &q, &e) &&
			    qn_search(s, &q, K, NULL, a->like, &a->like_n, &e);
		qn_searcher_free(s);
	}
	qn_index_weights_release(&w);
	qn_query_release(&q);
}

static void read_strings(struct qn_index *x, struct answers *a)
{
	struct qn_err e = QN_ERR_INIT;
	char room[24];
	for (uint32_t d = 0; d < x->about.documents && !e.failed; d++) {
		struct qn_slice s[] = {qn_index_name(x, d, room, &e),
		                       qn_index_title(x, d, &e),
		                       qn_index_text(x, d, &e)};
		for (int i = 0; i < 3; i++)
			qn_buf_add(&a->strings, s[i].p, s[i].n);
	}
	a->read = !e.failed;
}

static void merge(struct qn_index *x, struct answers *a)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_index_store s;
	struct qn_index_about about;
	struct fuzz_path path = in_folder("copy");
	if (qn_index_about_copy(&about, &x->about, &e)) {
		qn_index_store_init(&s, &about);
		a->merged = qn_index_store_take(&s, x, NULL, &e) &&
		            qn_index_store_write(&s, path.text, NULL, &e);
		qn_index_store_release(&s);
	}
	if (a->merged)
		a->copy = read_back(path.text);
	qn_index_about_release(&about);
}

static void ask(struct qn_index *x, struct answers *a)
{
	search(x, 0, a);
	search(x, 1, a);
	read_strings(x, a);
	merge(x, a);
}

/* --- comparing ------------------------------------------------------------ */

static void same_hits(const struct qn_scored *a, size_t n,
                      const struct qn_scored *b, size_t m)
{
	if (n != m)
		abort();
	for (size_t i = 0; i < n; i++)
		if (a[i].doc != b[i].doc || a[i].score != b[i].score)
			abort();
}

static void compare(const struct answers *a)
{
	for (int m = 0; m < 2; m++)
		for (size_t i = 0; i < QUERIES; i++)
			if (a->right[m][i])
				same_hits(a->hit[m][i], a->n[m][i],
				          sound.hit[m][i], sound.n[m][i]);
	if (a->alike)
		same_hits(a->like, a->like_n, sound.like, sound.like_n);
	if (a->read && !qn_slice_eq(qn_buf_slice(&a->strings),
	                            qn_buf_slice(&sound.strings)))
		abort();
	if (a->merged &&
	    !qn_slice_eq(qn_buf_slice(&a->copy), qn_buf_slice(&sound_file)))
		abort();
}

static void prepare(void)
{
	struct qn_err e = QN_ERR_INIT;
	if (sound_file.n)
		return;
	build();
	struct qn_index *x = qn_index_open(in_folder("index").text, &e);
	if (x)
		tokenizer = qn_tokenizer_new(&x->about.tokenizer, &e);
	if (!tokenizer)
		abort();
	ask(x, &sound);
	for (size_t i = 0; i < QUERIES; i++)
		if (!sound.right[0][i] || !sound.n[0][i] ||
		    !sound.right[1][i] || !sound.n[1][i])
			abort();
	if (!sound.alike || !sound.read || !sound.merged)
		abort();
	compare(&sound);
	qn_index_close(x);
}

/* --- damage --------------------------------------------------------------- */

static void damage(struct qn_buf *b, const uint8_t *command)
{
	size_t at =
	    command[1] | (size_t)command[2] << 8 | (size_t)command[3] << 16;
	uint8_t value = command[4];
	at = b->n ? at % b->n : 0;
	qn_buf_reserve(b, 256); /* what is added may be part of it */
	switch (command[0] % 6) {
	case 0:
		b->n = at;
		break;
	case 1:
		for (int i = 0; i < value; i++)
			qn_buf_putc(b, (char)i);
		break;
	case 2:
		qn_buf_add(b, b->p + at, value < b->n - at ? value : b->n - at);
		break;
	case 3:
		if (b->n)
			b->p[at] = (char)value;
		break;
	default: /* the header is short, and all else hangs on it */
		at = command[0] % 6 == 4 ? at % (b->n < 2048 ? b->n + 1 : 2048)
		                         : at;
		if (at < b->n)
			b->p[at] = (char)(b->p[at] ^ (1 << value % 8));
	}
}

/* The sums as they have to be. */
static void mend(struct qn_buf *b)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file(b->p, b->n);
	struct qn_tensors *t = qn_tensors_open(path_of(fd).text, &e);
	const struct qn_tensor *sums = t ? qn_tensors_get(t, "sums") : NULL;
	if (sums && sums->dtype == QN_U64 && !sums->copy && t->n > 1) {
		size_t from =
		    (size_t)((const char *)t->tensor[0].data - t->file->p);
		size_t to = (size_t)((const char *)sums->data - t->file->p);
		const struct qn_tensor *pad = qn_tensors_get(t, "sums.pad");
		to -= pad && pad->bytes < to - from ? pad->bytes : 0;
		for (size_t i = 0; i < sums->count; i++) {
			size_t at = from + i * QN_SUM_BLOCK;
			size_t n = at < to ? to - at : 0;
			uint64_t sum =
			    qn_hash(b->p + (n ? at : 0),
			            n < QN_SUM_BLOCK ? n : QN_SUM_BLOCK);
			memcpy(b->p + ((const char *)sums->data - t->file->p) +
			           i * sizeof sum,
			       &sum, sizeof sum);
		}
	}
	qn_tensors_close(t);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf file = {0};
	struct answers *a = qn_calloc(1, sizeof *a);
	prepare();
	qn_buf_add(&file, sound_file.p, sound_file.n);
	for (size_t i = 1; i + 5 <= size && i < 1 + 5 * COMMANDS; i += 5)
		damage(&file, data + i);
	bool mended = size && data[0] & 1;
	if (mended)
		mend(&file);
	int fd = memory_file(file.p, file.n);
	struct qn_index *x = qn_index_open(path_of(fd).text, &e);
	if (!x != e.failed)
		abort();
	if (x)
		ask(x, a);
	if (!mended)
		compare(a);
	qn_index_close(x);
	close(fd);
	qn_buf_release(&a->strings);
	qn_buf_release(&a->copy);
	free(a);
	qn_buf_release(&file);
	return 0;
}
