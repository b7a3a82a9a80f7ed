/* SPDX-License-Identifier: MIT */
/*
 * ngramexport.c -- the tables of ngramfile.h back into a model.
 *
 * Slots become entries in the order of the table, and these are sorted.  All
 * that a file may have wrong is found on the way: a key whose suffix is no
 * n-gram, a word out of range, a prefix that is missing.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "seq/ngramentries.h"
#include "seq/ngramfile.h"

/* Entries of the level below by slot; QN_NGRAM_NONE: a free one. */
struct below {
	uint32_t *entry; /* [slots] */
	size_t slots;
};

/* The slot at level k - 1 of the prefix of the n-gram in a slot of level k. */
static uint32_t prefix_slot(const struct qn_ngram_file *f, unsigned k,
                            uint64_t key)
{
	uint32_t word[QN_NGRAM_ORDERS] = {0};
	for (unsigned j = 0; j < k - 1; j++) {
		word[j] = (uint32_t)key;
		uint32_t slot = (uint32_t)(key >> 32);
		if (k - j == 2)
			break; /* the last word is no part of it */
		key = f->gram[k - j - 1]
		          .bucket[slot / QN_NGRAM_SLOTS]
		          .key[slot % QN_NGRAM_SLOTS];
	}
	uint32_t slot = word[k - 2];
	for (unsigned j = 2; j < k && slot != QN_NGRAM_NONE; j++) {
		const struct qn_ngram_table *t = &f->gram[j];
		uint64_t up = qn_ngram_key(slot, word[k - 1 - j]);
		slot = qn_ngram_find(t, up, qn_ngram_home(t->n, up));
	}
	return slot;
}

static const char *name_of(const struct qn_ngram_file *f)
{
	return f->tensors ? f->tensors->name : "the model";
}

static uint32_t below_at(const struct below *b, uint32_t slot)
{
	return slot < b->slots ? b->entry[slot] : QN_NGRAM_NONE;
}

/* Entries of level k; `b` becomes what the level above looks down to. */
static bool gather(const struct qn_ngram_file *f, unsigned k, struct below *b,
                   struct qn_ngram_entries *to, struct qn_err *e)
{
	const struct qn_ngram_table *t = &f->gram[k];
	struct below here = {.slots = t->n * QN_NGRAM_SLOTS};
	here.entry = qn_big_alloc(here.slots, 4, "n-grams", e);
	for (size_t i = 0; here.entry && i < here.slots; i++) {
		uint32_t slot = (uint32_t)i;
		uint64_t key =
		    t->bucket[i / QN_NGRAM_SLOTS].key[i % QN_NGRAM_SLOTS];
		here.entry[i] = QN_NGRAM_NONE;
		if (key == QN_NGRAM_FREE)
			continue;
		uint32_t suffix = below_at(b, (uint32_t)(key >> 32));
		uint32_t prefix = suffix == QN_NGRAM_NONE
		                      ? suffix
		                      : below_at(b, prefix_slot(f, k, key));
		if (prefix == QN_NGRAM_NONE || (uint32_t)key >= f->words) {
			qn_fail(e,
			        "%s: damaged: an n-gram of %u words whose "
			        "parts are not there",
			        name_of(f), k);
			break;
		}
		struct qn_ngram_values v = qn_ngram_value(t, slot);
		here.entry[i] = (uint32_t)qn_ngram_entries_add(
		    to, (struct qn_ngram_entry){
		            qn_ngram_key(suffix, (uint32_t)key), prefix,
		            qn_ngram_log10(v), v.backoff + 0.0f});
	}
	qn_big_free(b->entry);
	*b = here;
	return !e->failed;
}

static bool gather_words(const struct qn_ngram_file *f, struct below *b,
                         struct qn_ngram_model *m, struct qn_err *e)
{
	b->slots = f->words;
	b->entry = qn_big_alloc(f->words, 4, "words", e);
	if (!b->entry || !qn_ngram_level_make(m, 1, f->words, e))
		return false;
	for (size_t i = 0; i < f->words; i++) {
		struct qn_slice s = qn_ngram_file_word(f, i);
		if (!qn_map_fits(s, name_of(f), e))
			return false;
		if (qn_map_add(&m->words, s) != i)
			return qn_fail(e, "%s: damaged: word %zu occurs twice",
			               name_of(f), i);
		b->entry[i] = (uint32_t)i;
		m->level[1].prob[i] = qn_ngram_log10(f->value[i]);
		if (m->level[1].backoff)
			m->level[1].backoff[i] = f->value[i].backoff + 0.0f;
	}
	return true;
}

struct qn_ngram_model *qn_ngram_file_model(const struct qn_ngram_file *f,
                                           struct qn_err *e)
{
	struct qn_ngram_model *m = qn_calloc(1, sizeof *m);
	struct below below = {.entry = NULL};
	uint32_t *moved = NULL;
	m->unit = f->unit;
	m->order = f->order;
	gather_words(f, &below, m, e);
	for (unsigned k = 2; k <= m->order && !e->failed; k++) {
		struct qn_ngram_entries entries = {.at = NULL};
		if (gather(f, k, &below, &entries, e))
			qn_ngram_level_of(m, k, &entries, &moved, e);
		qn_ngram_entries_release(&entries);
	}
	qn_big_free(moved);
	qn_big_free(below.entry);
	if (!e->failed)
		return m;
	qn_ngram_model_free(m);
	return NULL;
}
