/* SPDX-License-Identifier: MIT */
/*
 * inverted.c -- tensors of a file, and the checks before each is believed.
 */
#include "text/inverted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "text/indexterms.h"

/* --- believing ------------------------------------------------------------ */

static bool sound(struct qn_index *x, const void *p, size_t n, struct qn_err *e)
{
	return qn_tensorsums_check(&x->sums, p, n, e);
}

static bool damaged(const struct qn_index *x, const char *what,
                    struct qn_err *e)
{
	return qn_fail(e, "%s: its %s make no sense; build it anew",
	               x->file->name, what);
}

/* --- opening -------------------------------------------------------------- */

/* The data of a tensor of `n` elements; NULL with `e` set. */
static const void *take(struct qn_index *x, const char *name,
                        enum qn_dtype dtype, size_t n, struct qn_err *e)
{
	const struct qn_tensor *t = qn_tensors_find(x->file, name, dtype, 1, e);
	if (t && (t->count != n || t->copy)) {
		qn_fail(e, "%s: tensor \"%s\" has another shape or place",
		        x->file->name, name);
		return NULL;
	}
	return t ? t->data : NULL;
}

/* The same of any number of bytes. */
static struct qn_slice take_bytes(struct qn_index *x, const char *name,
                                  struct qn_err *e)
{
	const struct qn_tensor *t = qn_tensors_find(x->file, name, QN_U8, 1, e);
	return t ? (struct qn_slice){t->data, t->bytes} : (struct qn_slice){0};
}

static bool take_about(struct qn_index *x, struct qn_err *e)
{
	struct qn_slice about = take_bytes(x, "about", e);
	return qn_tensorsums_open(&x->sums, x->file, e) &&
	       qn_tensorsums_check(&x->sums, about.p, about.n, e) &&
	       qn_index_about_parse(&x->about, about, x->file->name, e);
}

static bool take_terms(struct qn_index *x, struct qn_err *e)
{
	const struct qn_tensor *df =
	    qn_tensors_find(x->file, "terms.df", QN_U32, 1, e);
	if (!df)
		return false;
	if (df->count >= UINT32_MAX / 2)
		return qn_fail(e, "%s: it has %zu terms", x->file->name,
		               df->count);
	x->terms = (uint32_t)df->count;
	x->slots = qn_term_slots(x->terms);
	x->df = df->data;
	x->at = take(x, "terms.at", QN_U32, (size_t)x->terms + 1, e);
	x->spelt = take(x, "terms.spelt", QN_U32, (size_t)x->terms + 1, e);
	x->slot = take(x, "terms.slots", QN_U32, x->slots, e);
	x->bytes = take_bytes(x, "terms.bytes", e);
	x->postings = take_bytes(x, "postings", e);
	x->checked = qn_calloc((size_t)x->terms / 64 + 1, sizeof *x->checked);
	if (!e->failed && (uintptr_t)x->postings.p % QN_LIST_ALIGN)
		return damaged(x, "lists", e);
	return !e->failed;
}

static bool take_documents(struct qn_index *x, struct qn_err *e)
{
	size_t n = x->about.documents;
	x->length[QN_FIELD_TEXT] = take(x, "lengths", QN_U32, n, e);
	if (x->about.titles)
		x->length[QN_FIELD_TITLE] =
		    take(x, "title_lengths", QN_U32, n, e);
	x->norm = take(x, "norms", QN_F32, n, e);
	return !e->failed;
}

struct qn_index *qn_index_open(const char *path, struct qn_err *e)
{
	struct qn_tensors *file = qn_tensors_open(path, e);
	if (!file)
		return NULL;
	struct qn_index *x = qn_calloc(1, sizeof *x);
	x->file = file;
	if (qn_tensors_expect(file, "index", e) && take_about(x, e) &&
	    take_terms(x, e) && take_documents(x, e))
		return x;
	qn_index_close(x);
	return NULL;
}

void qn_index_close(struct qn_index *x)
{
	if (!x)
		return;
	qn_tensorsums_close(&x->sums);
	qn_index_about_release(&x->about);
	qn_tensors_close(x->file);
	free(x->checked);
	free(x);
}

/* --- terms ---------------------------------------------------------------- */

struct qn_slice qn_index_spell(struct qn_index *x, uint32_t term,
                               struct qn_err *e)
{
	const uint32_t *at = x->spelt + term;
	if (!sound(x, at, 2 * sizeof *at, e))
		return (struct qn_slice){0};
	if (at[0] >= at[1] || at[1] > x->bytes.n) {
		damaged(x, "terms", e);
		return (struct qn_slice){0};
	}
	struct qn_slice s = {x->bytes.p + at[0], at[1] - at[0]};
	if (!sound(x, s.p, s.n, e))
		return (struct qn_slice){0};
	if ((unsigned char)*s.p >= QN_FIELDS) {
		damaged(x, "terms", e);
		return (struct qn_slice){0};
	}
	return s;
}

struct qn_slice qn_index_text_token(struct qn_index *x, uint32_t term,
                                    struct qn_err *e)
{
	struct qn_slice s = qn_index_spell(x, term, e);
	if (e->failed || s.p[0] != QN_FIELD_TEXT)
		return (struct qn_slice){0};
	return (struct qn_slice){s.p + 1, s.n - 1};
}

/* Whether a term is spelt so; one of another length is not looked at. */
static bool is_spelt(struct qn_index *x, uint32_t term, struct qn_slice key,
                     struct qn_err *e)
{
	const uint32_t *at = x->spelt + term;
	if (!sound(x, at, 2 * sizeof *at, e) || at[1] - at[0] != key.n)
		return false;
	return qn_slice_eq(qn_index_spell(x, term, e), key);
}

/* The number of a key: a field's number and a token. */
static uint32_t find_key(struct qn_index *x, struct qn_slice key,
                         struct qn_err *e)
{
	size_t i = qn_term_slot(qn_hash(key.p, key.n), x->slots);
	for (size_t n = 0; n < x->slots && !e->failed; n++, i++) {
		i = i < x->slots ? i : 0;
		if (!sound(x, &x->slot[i], sizeof *x->slot, e) || !x->slot[i])
			return QN_NO_TERM;
		if (x->slot[i] > x->terms) {
			damaged(x, "terms", e);
			return QN_NO_TERM;
		}
		if (is_spelt(x, x->slot[i] - 1, key, e))
			return x->slot[i] - 1;
	}
	return QN_NO_TERM;
}

uint32_t qn_index_term(struct qn_index *x, enum qn_field field,
                       struct qn_slice token, struct qn_err *e)
{
	char few[64], *key = few;
	if (token.n + 1 > sizeof few)
		key = qn_malloc(token.n + 1, 1);
	key[0] = (char)field;
	memcpy(key + 1, token.p, token.n);
	uint32_t term = find_key(x, (struct qn_slice){key, token.n + 1}, e);
	if (key != few)
		free(key);
	return term;
}

bool qn_index_postings(struct qn_index *x, uint32_t term, struct qn_postings *p,
                       struct qn_err *e)
{
	const uint32_t *at = x->at + term;
	uint64_t *word = &x->checked[term / 64], bit = UINT64_C(1) << term % 64;
	bool known = __atomic_load_n(word, __ATOMIC_RELAXED) & bit;
	if (!known && (!sound(x, at, 2 * sizeof *at, e) ||
	               !sound(x, x->df + term, sizeof *x->df, e)))
		return false;
	size_t from = (size_t)at[0] * QN_LIST_ALIGN;
	size_t to = (size_t)at[1] * QN_LIST_ALIGN;
	if (to < from || to > x->postings.n)
		return damaged(x, "lists", e);
	struct qn_slice bytes = {x->postings.p + from, to - from};
	if (!known && !sound(x, bytes.p, bytes.n, e))
		return false;
	uint32_t documents = (uint32_t)x->about.documents;
	if (!qn_postings_view(p, x->df[term], documents, bytes))
		return damaged(x, "lists", e);
	p->bare = !x->about.positions;
	if (!known && !qn_postings_check(p, documents))
		return damaged(x, "lists", e);
	__atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
	return true;
}

/* --- documents ------------------------------------------------------------ */

bool qn_index_impact(struct qn_index *x, enum qn_field field,
                     struct qn_impact *m, struct qn_err *e)
{
	const uint32_t *length = x->length[field];
	if (!length)
		return qn_fail(e, "%s: its documents have no %s", x->file->name,
		               qn_field_names[field]);
	*m = qn_index_about_impact(&x->about, field, length);
	return sound(x, length, x->about.documents * sizeof *length, e);
}

const float *qn_index_norms(struct qn_index *x, struct qn_err *e)
{
	return sound(x, x->norm, x->about.documents * sizeof *x->norm, e)
	           ? x->norm
	           : NULL;
}

/* String `doc` of a list. */
static struct qn_slice string(struct qn_index *x, const char *list,
                              uint32_t doc, struct qn_err *e)
{
	char name[32];
	const struct qn_slice none = {0};
	snprintf(name, sizeof name, "%s.ends", list);
	const uint64_t *end = take(x, name, QN_U64, x->about.documents, e);
	snprintf(name, sizeof name, "%s.bytes", list);
	struct qn_slice all = take_bytes(x, name, e);
	size_t before = doc > 0;
	if (e->failed ||
	    !sound(x, end + doc - before, (1 + before) * sizeof *end, e))
		return none;
	uint64_t from = before ? end[doc - 1] : 0, to = end[doc];
	if (from > to || to > all.n) {
		damaged(x, list, e);
		return none;
	}
	struct qn_slice s = {all.p + from, to - from};
	return sound(x, s.p, s.n, e) ? s : none;
}

struct qn_slice qn_index_name(struct qn_index *x, uint32_t doc, char room[24],
                              struct qn_err *e)
{
	if (x->about.names)
		return string(x, "names", doc, e);
	char *digit = room + 24;
	do
		*--digit = (char)('0' + doc % 10);
	while (doc /= 10);
	return (struct qn_slice){digit, (size_t)(room + 24 - digit)};
}

struct qn_slice qn_index_title(struct qn_index *x, uint32_t doc,
                               struct qn_err *e)
{
	return x->about.titles ? string(x, "titles", doc, e)
	                       : (struct qn_slice){0};
}

struct qn_slice qn_index_text(struct qn_index *x, uint32_t doc,
                              struct qn_err *e)
{
	return x->about.texts ? string(x, "texts", doc, e)
	                      : (struct qn_slice){0};
}
