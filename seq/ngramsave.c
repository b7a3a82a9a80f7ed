/* SPDX-License-Identifier: MIT */
/*
 * ngramsave.c -- n-gram models into the files of ngramfile.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "seq/ngramfile.h"

#define AHEAD 16 /* n-grams whose buckets are fetched */

/* One table to come. */
struct table {
	struct qn_ngram_bucket *bucket;
	size_t n;
};

struct saver {
	const struct qn_ngram_model *m;
	struct qn_ngram_values *word; /* [words] */
	struct table words, gram[QN_NGRAM_ORDERS + 1];
};

/* What level `k` is worth, with marks of what longer n-grams there are. */
static struct qn_ngram_values *make_values(const struct qn_ngram_model *m,
                                           unsigned k, struct qn_err *e)
{
	const struct qn_ngram_level *l = &m->level[k];
	struct qn_ngram_values *v = qn_big_alloc(l->n, sizeof *v, "n-grams", e);
	for (size_t i = 0; v && i < l->n; i++) {
		v[i].prob = fabsf(l->prob[i]);
		v[i].backoff =
		    l->backoff && l->backoff[i] != 0 ? l->backoff[i] : -0.0f;
	}
	if (!v || k == m->order)
		return v;
	const struct qn_ngram_level *longer = &m->level[k + 1];
	for (size_t i = 0; i < longer->n; i++) {
		struct qn_ngram_values *suffix = &v[longer->suffix[i]];
		struct qn_ngram_values *prefix = &v[longer->prefix[i]];
		suffix->prob = -fabsf(suffix->prob);
		prefix->backoff += 0.0f; /* of -0 makes 0 */
	}
	return v;
}

static uint32_t bits_of(float x)
{
	uint32_t bits;
	memcpy(&bits, &x, sizeof bits);
	return bits;
}

/* Fill the table of level k >= 2; slot[] says where the level below is, and is
 * replaced by where this one is. */
static void fill_level(struct saver *s, unsigned k, uint32_t **slot,
                       struct qn_err *e)
{
	const struct qn_ngram_level *l = &s->m->level[k];
	struct qn_ngram_values *v = make_values(s->m, k, e);
	uint32_t *here = qn_big_alloc(l->n, sizeof *here, "n-grams", e);
	struct table *t = &s->gram[k];
	t->bucket = e->failed ? NULL : qn_ngram_table_make(l->n, &t->n, e);
	const uint32_t *below = *slot;
	for (size_t i = 0; t->bucket && i < l->n; i++) {
		size_t next = i + AHEAD < l->n ? i + AHEAD : i;
		uint64_t soon =
		    qn_ngram_key(below[l->suffix[next]], l->first[next]);
		__builtin_prefetch(&t->bucket[qn_ngram_home(t->n, soon)], 1);
		uint64_t key = qn_ngram_key(below[l->suffix[i]], l->first[i]);
		here[i] = qn_ngram_put(t->bucket, t->n, key, bits_of(v[i].prob),
		                       bits_of(v[i].backoff));
	}
	qn_big_free(v);
	qn_big_free(*slot);
	*slot = here;
}

static void fill_words(struct saver *s, struct qn_err *e)
{
	const struct qn_map *words = &s->m->words;
	struct table *t = &s->words;
	t->bucket = qn_ngram_table_make(words->count, &t->n, e);
	for (uint32_t i = 0; t->bucket && i < words->count; i++)
		qn_ngram_put(t->bucket, t->n,
		             qn_ngram_word_key(qn_map_string(words, i)), i, 0);
}

static void fill(struct saver *s, struct qn_err *e)
{
	size_t n = s->m->words.count;
	s->word = make_values(s->m, 1, e);
	uint32_t *slot = qn_big_alloc(n, sizeof *slot, "words", e);
	for (size_t i = 0; slot && i < n; i++)
		slot[i] = (uint32_t)i;
	if (!e->failed)
		fill_words(s, e);
	for (unsigned k = 2; k <= s->m->order && !e->failed; k++)
		fill_level(s, k, &slot, e);
	qn_big_free(slot);
}

static void declare_table(struct qn_tensors_out *out, const char *name,
                          const struct table *t)
{
	size_t shape[] = {t->n, sizeof *t->bucket / 8};
	qn_tensors_out_declare(out, name, QN_U64, 2, shape);
}

static const char *gram_name(char name[16], unsigned k)
{
	snprintf(name, 16, "grams.%u", k);
	return name;
}

static bool write_file(const struct saver *s, const char *path,
                       struct qn_err *e)
{
	const struct qn_ngram_model *m = s->m;
	static const char *const units[] = {
	    [QN_LM_WORD] = "word", [QN_LM_CHAR] = "char"};
	struct qn_tensors_out *out = qn_tensors_create(path, "lm");
	char name[16];
	qn_tensors_out_meta(out, "arch", "ngram");
	qn_tensors_out_meta(out, "unit", units[m->unit]);
	qn_tensors_out_metaf(out, "order", "%u", m->order);
	declare_table(out, "words.table", &s->words);
	for (unsigned k = 2; k <= m->order; k++)
		declare_table(out, gram_name(name, k), &s->gram[k]);
	qn_tensors_out_declare(out, "words.values", QN_F32, 2,
	                       (size_t[]){m->words.count, 2});
	qn_words_declare(out, "words", &m->words, m->words.count);
	qn_tensors_out_write(out, s->words.bucket,
	                     s->words.n * sizeof *s->words.bucket);
	for (unsigned k = 2; k <= m->order; k++)
		qn_tensors_out_write(out, s->gram[k].bucket,
		                     s->gram[k].n * sizeof *s->gram[k].bucket);
	qn_tensors_out_write(out, s->word, m->words.count * sizeof *s->word);
	qn_words_write(out, &m->words, m->words.count);
	return qn_tensors_finish(out, e);
}

bool qn_ngram_save(const struct qn_ngram_model *m, const char *path,
                   struct qn_err *e)
{
	struct saver s = {.m = m};
	fill(&s, e);
	bool ok = !e->failed && write_file(&s, path, e);
	qn_big_free(s.word);
	qn_big_free(s.words.bucket);
	for (unsigned k = 2; k <= m->order; k++)
		qn_big_free(s.gram[k].bucket);
	return ok;
}
