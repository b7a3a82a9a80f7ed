/* SPDX-License-Identifier: MIT */
/*
 * ftload.c -- a fastText model out of its file.
 *
 * The file is mapped; words, codes and dense matrices stay where they are,
 * so that a model of many gigabytes is there as soon as its dictionary has
 * been gone through.  Nothing that the file says is believed before it was
 * held against the file's size and against the rest of it.
 *
 * Differences from fastText: files without the magic number (before version
 * 11) are refused, as is anything after the last matrix.
 */
#include "embed/ftmodel.h"

#include <stdlib.h>

#include "base/mem.h"

#define OLDEST     11
#define WORD_LEAST 10 /* bytes of an empty word: NUL, count, type */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "numbers are copied as they lie in the file");

struct reader {
	const char *p, *end; /* what is left */
	const char *name;
	struct qn_err *e;
};

static bool damaged(struct reader *r, const char *what)
{
	return qn_fail(r->e, "%s: %s; the file is damaged or was cut short",
	               r->name, what);
}

/* The next `n` bytes, or NULL with the error set. */
static const char *take(struct reader *r, size_t n, const char *what)
{
	if (r->e->failed)
		return NULL;
	if ((size_t)(r->end - r->p) < n) {
		qn_fail(r->e, "%s: ends within %s; it was cut short", r->name,
		        what);
		return NULL;
	}
	r->p += n;
	return r->p - n;
}

static void take_into(struct reader *r, void *to, size_t n, const char *what)
{
	const char *p = take(r, n, what);
	if (p)
		memcpy(to, p, n);
	else
		memset(to, 0, n);
}

static int32_t take_int(struct reader *r, const char *what)
{
	int32_t x;
	take_into(r, &x, sizeof x, what);
	return x;
}

static int64_t take_long(struct reader *r, const char *what)
{
	int64_t x;
	take_into(r, &x, sizeof x, what);
	return x;
}

/* A byte that is 0 or 1. */
static bool take_flag(struct reader *r, const char *what)
{
	uint8_t x;
	take_into(r, &x, sizeof x, what);
	if (x > 1)
		qn_fail(r->e,
		        "%s: %s is %d, neither 0 nor 1; the file is "
		        "damaged",
		        r->name, what, x);
	return x == 1;
}

/* --- arguments ------------------------------------------------------------ */

static bool take_version(struct reader *r, int32_t *version)
{
	if (take_int(r, "the magic number") != QN_FT_MAGIC)
		return qn_fail(r->e,
		               "%s: not a fastText model: it does not begin "
		               "with the magic number, which models from "
		               "before version %d lack; those are not read",
		               r->name, OLDEST);
	*version = take_int(r, "the version");
	if (*version < OLDEST || *version > QN_FT_VERSION)
		return qn_fail(r->e,
		               "%s: a fastText model of version %d; versions "
		               "%d to %d are read",
		               r->name, *version, OLDEST, QN_FT_VERSION);
	return !r->e->failed;
}

static bool take_args(struct reader *r, struct qn_ft_args *a)
{
	static const char what[] = "the arguments";
	int32_t version = 0;
	if (!take_version(r, &version))
		return false;
	a->dim = take_int(r, what);
	a->window = take_int(r, what);
	a->epochs = take_int(r, what);
	a->min_count = take_int(r, what);
	a->negative = take_int(r, what);
	a->word_ngrams = take_int(r, what);
	a->loss = (enum qn_ft_loss)take_int(r, what);
	a->model = (enum qn_ft_model_kind)take_int(r, what);
	a->bucket = take_int(r, what);
	a->minn = take_int(r, what);
	a->maxn = take_int(r, what);
	a->rate_update = take_int(r, what);
	take_into(r, &a->sample, sizeof a->sample, what);
	/* As fastText: supervised models had no character n-grams then. */
	if (version == 11 && a->model == QN_FT_SUPERVISED)
		a->maxn = 0;
	return !r->e->failed && qn_ft_args_check(a, r->name, r->e);
}

/* --- dictionary ----------------------------------------------------------- */

static bool take_word(struct reader *r, struct qn_ft_dict *d, bool label)
{
	static const char what[] = "the dictionary";
	const char *end = memchr(r->p, '\0', (size_t)(r->end - r->p));
	struct qn_slice word = {r->p, end ? (size_t)(end - r->p) : 0};
	if (!end || word.n >= UINT32_MAX)
		return damaged(r, "a word of the dictionary has no end");
	take(r, word.n + 1, what);
	uint64_t count = (uint64_t)take_long(r, what);
	if (take_flag(r, "the kind of a word") != label)
		return damaged(r, "words and labels are mixed");
	qn_ft_dict_append(d, word, count);
	return !r->e->failed;
}

/* `n` pairs of a bucket and its row. */
static bool take_kept(struct reader *r, struct qn_ft_dict *d, int64_t n)
{
	size_t bytes = (size_t)n * sizeof(struct qn_ft_kept);
	if ((uint64_t)n > (size_t)(r->end - r->p) / sizeof(struct qn_ft_kept) ||
	    n > INT32_MAX)
		return damaged(r, "it promises more n-grams than it holds");
	struct qn_ft_kept *kept = qn_malloc((size_t)n, sizeof *kept);
	if (n)
		take_into(r, kept, bytes, "the n-grams kept");
	for (int64_t i = 0; i < n; i++)
		if (kept[i].bucket >= (uint32_t)d->args->bucket ||
		    kept[i].row > INT32_MAX) {
			free(kept);
			return damaged(r, "an n-gram has an impossible number");
		}
	return qn_ft_dict_prune(d, kept, (uint32_t)n, r->e);
}

static bool take_dict(struct reader *r, struct qn_ft_dict *d)
{
	static const char what[] = "the dictionary";
	int32_t size = take_int(r, what), words = take_int(r, what);
	int32_t labels = take_int(r, what);
	d->tokens = (uint64_t)take_long(r, what);
	int64_t kept = take_long(r, what);
	if (r->e->failed)
		return false;
	if (size < 0 || words < 0 || labels < 0 ||
	    (int64_t)words + labels != size || kept < -1 ||
	    (size_t)size > (size_t)(r->end - r->p) / WORD_LEAST)
		return damaged(r, "the sizes of the dictionary are impossible");
	d->words = (uint32_t)words;
	d->labels = (uint32_t)labels;
	qn_ft_dict_reserve(d, (uint32_t)size);
	for (int32_t i = 0; i < size; i++)
		if (!take_word(r, d, i >= words))
			return false;
	return kept < 0 || take_kept(r, d, kept);
}

/* --- matrices ------------------------------------------------------------- */

static bool take_shape(struct reader *r, struct qn_ft_matrix *m, int dim,
                       const char *what)
{
	int64_t rows = take_long(r, what), columns = take_long(r, what);
	if (r->e->failed)
		return false;
	if (columns != dim || rows < 0 ||
	    (uint64_t)rows > SIZE_MAX / sizeof(float) / (size_t)dim)
		return qn_fail(r->e,
		               "%s: %s has %lld rows of %lld numbers where "
		               "the model has %d; the file is damaged",
		               r->name, what, (long long)rows,
		               (long long)columns, dim);
	m->rows = (size_t)rows;
	m->dim = dim;
	return true;
}

static bool take_dense(struct reader *r, struct qn_ft_matrix *m, int dim,
                       const char *what)
{
	if (!take_shape(r, m, dim, what))
		return false;
	m->stride = (size_t)dim;
	m->data = (const qn_ft_loose *)(const void *)take(
	    r, m->rows * m->stride * sizeof(float), what);
	return m->data != NULL;
}

/* A quantiser of `dim` columns: its shape and a copy of its centroids. */
static float *take_centroids(struct reader *r, int dim, int shape[3],
                             const char *what)
{
	size_t bytes = (size_t)dim * QN_FT_CENTROIDS * sizeof(float);
	int columns = take_int(r, what), parts = take_int(r, what);
	int dsub = take_int(r, what), last = take_int(r, what);
	if (r->e->failed)
		return NULL;
	if (columns != dim || dsub < 1 || dsub > QN_FT_DIM_MOST ||
	    parts != (dim + dsub - 1) / dsub ||
	    last != dim - (parts - 1) * dsub) {
		damaged(r, "the parts of a quantiser do not fit");
		return NULL;
	}
	const char *p = take(r, bytes, what);
	float *centroid = p ? qn_malloc(bytes, 1) : NULL;
	if (p)
		memcpy(centroid, p, bytes);
	shape[0] = parts;
	shape[1] = dsub;
	shape[2] = last;
	return centroid;
}

static bool take_quant(struct reader *r, struct qn_ft_matrix *m, int dim,
                       const char *what)
{
	bool norms = take_flag(r, "the flag of the norms");
	int shape[3] = {0}, one[3];
	if (!take_shape(r, m, dim, what))
		return false;
	size_t codes = (size_t)(uint32_t)take_int(r, what);
	struct qn_ft_quant *q = m->quant = qn_calloc(1, sizeof *q);
	q->dim = dim;
	q->code = (const uint8_t *)take(r, codes, what);
	q->centroid = q->owned_centroid = take_centroids(r, dim, shape, what);
	q->parts = shape[0];
	q->dsub = shape[1];
	q->last = shape[2];
	if (!r->e->failed && codes != m->rows * (size_t)q->parts)
		damaged(r, "there are not as many codes as rows");
	if (norms) {
		q->norm_code = (const uint8_t *)take(r, m->rows, what);
		q->norm_centroid = q->owned_norm_centroid =
		    take_centroids(r, 1, one, what);
	}
	return !r->e->failed;
}

static bool take_matrices(struct reader *r, struct qn_ft_model *m)
{
	static const char in[] = "the input matrix",
	                  out[] = "the output matrix";
	bool quant = take_flag(r, "the flag of the input matrix");
	if (quant)
		take_quant(r, &m->input, m->args.dim, in);
	else
		take_dense(r, &m->input, m->args.dim, in);
	m->quantise_output = take_flag(r, "the flag of the output matrix");
	if (quant && m->quantise_output)
		take_quant(r, &m->output, m->args.dim, out);
	else
		take_dense(r, &m->output, m->args.dim, out);
	if (!r->e->failed && r->p != r->end)
		return qn_fail(r->e,
		               "%s: %zu bytes follow the last matrix; the file "
		               "is damaged",
		               r->name, (size_t)(r->end - r->p));
	return !r->e->failed;
}

/* Every row that a feature or an output can ask for is there. */
static bool rows_suffice(struct reader *r, const struct qn_ft_model *m)
{
	const struct qn_ft_dict *d = &m->dict;
	bool grams = m->args.maxn > 0 || m->args.word_ngrams > 1;
	size_t need = d->words;
	if (!d->pruned && grams)
		need += (size_t)m->args.bucket;
	for (uint32_t i = 0; d->pruned && i < d->kept_n; i++)
		if (d->words + (size_t)d->kept[i].row >= need)
			need = d->words + (size_t)d->kept[i].row + 1;
	/* Word vectors do without an output matrix, which only training
	 * needs. */
	if (m->input.rows < need ||
	    (m->args.model == QN_FT_SUPERVISED && m->output.rows < d->labels))
		return damaged(r, "a matrix has too few rows");
	if (d->pruned && !m->input.quant)
		return damaged(r, "n-grams are missing but the model is not "
		                  "quantised");
	return true;
}

bool qn_ft_is_model(const struct qn_bytes *file)
{
	int32_t magic;
	if (file->n < sizeof magic)
		return false;
	memcpy(&magic, file->p, sizeof magic);
	return magic == QN_FT_MAGIC;
}

struct qn_ft_model *qn_ft_model_read(struct qn_bytes *file, const char *name,
                                     struct qn_err *e)
{
	struct qn_ft_args args = QN_FT_ARGS_DEFAULTS;
	struct qn_ft_model *m = qn_ft_model_new(&args);
	struct reader r = {file->p, file->p + file->n, name, e};
	m->file = *file;
	*file = (struct qn_bytes){0};
	if (take_args(&r, &m->args) && take_dict(&r, &m->dict) &&
	    take_matrices(&r, m) && rows_suffice(&r, m))
		return m;
	qn_ft_model_free(m);
	return NULL;
}

struct qn_ft_model *qn_ft_model_load(const char *path, struct qn_err *e)
{
	struct qn_bytes file = {0};
	if (e->failed || !qn_bytes_load(&file, path, e))
		return NULL;
	return qn_ft_model_read(&file, path, e);
}
