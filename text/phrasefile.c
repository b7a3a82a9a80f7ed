/* SPDX-License-Identifier: MIT */
/*
 * phrasefile.c -- passes as tensors: PASS.count, PASS.options, PASS.strings.
 */
#include "text/phrase.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/tensors.h"

/* What PASS.options holds. */
enum { SCORE, MIN_COUNT, THRESHOLD, WORDS, OPTIONS };

#define NAME_ROOM 64

static const char *name_of(char room[NAME_ROOM], size_t pass, const char *what)
{
	snprintf(room, NAME_ROOM, "%zu.%s", pass, what);
	return room;
}

bool qn_phrases_save(struct qn_phrases *const *pass, size_t n, const char *path,
                     struct qn_err *e)
{
	char room[NAME_ROOM];
	const size_t options = OPTIONS;
	if (e->failed)
		return false;
	struct qn_tensors_out *out = qn_tensors_create(path, "phrases");
	qn_tensors_out_metaf(out, "passes", "%zu", n);
	for (size_t i = 0; i < n; i++) {
		size_t count = pass[i]->strings.count;
		qn_tensors_out_declare(out, name_of(room, i, "count"), QN_U64,
		                       1, &count);
		qn_tensors_out_declare(out, name_of(room, i, "options"), QN_F64,
		                       1, &options);
		qn_words_declare(out, name_of(room, i, "strings"),
		                 &pass[i]->strings, count);
	}
	for (size_t i = 0; i < n; i++) {
		const struct qn_phrases *p = pass[i];
		const double values[OPTIONS] = {
		    [SCORE] = p->options.score,
		    [MIN_COUNT] = p->options.min_count,
		    [THRESHOLD] = (double)p->options.threshold,
		    [WORDS] = (double)p->words};
		qn_tensors_out_write(out, p->count,
		                     p->strings.count * sizeof *p->count);
		qn_tensors_out_write(out, values, sizeof values);
		qn_words_write(out, &p->strings, p->strings.count);
	}
	return qn_tensors_finish(out, e);
}

static bool is_whole(double x, double most)
{
	return x >= 0 && x <= most && x == floor(x);
}

static bool read_options(const struct qn_tensor *t, struct qn_phrases *p)
{
	const double *value = t->data;
	if (t->count != OPTIONS || !is_whole(value[SCORE], QN_PHRASE_NPMI) ||
	    !is_whole(value[MIN_COUNT], UINT32_MAX) ||
	    !isfinite((float)value[THRESHOLD]) || !is_whole(value[WORDS], 1e15))
		return false;
	p->options = (struct qn_phrase_options){
	    .score = (enum qn_phrase_score)value[SCORE],
	    .min_count = (uint32_t)value[MIN_COUNT],
	    .threshold = (float)value[THRESHOLD]};
	p->words = (uint64_t)value[WORDS];
	return true;
}

/* Counts are at least 1 and at most that of all words. */
static bool read_counts(const struct qn_tensor *t, struct qn_phrases *p)
{
	if (t->count != p->strings.count)
		return false;
	p->count = qn_malloc(t->count, sizeof *p->count);
	memcpy(p->count, t->data, t->bytes);
	for (size_t i = 0; i < t->count; i++)
		if (p->count[i] < 1 || p->count[i] > p->words)
			return false;
	return true;
}

static struct qn_phrases *read_pass(const struct qn_tensors *file, size_t i,
                                    struct qn_err *e)
{
	char room[NAME_ROOM];
	const struct qn_tensor *count =
	    qn_tensors_find(file, name_of(room, i, "count"), QN_U64, 1, e);
	const struct qn_tensor *options =
	    qn_tensors_find(file, name_of(room, i, "options"), QN_F64, 1, e);
	if (e->failed)
		return NULL;
	struct qn_phrases *p = qn_calloc(1, sizeof *p);
	bool ok = qn_words_read(file, name_of(room, i, "strings"), SIZE_MAX,
	                        &p->strings, e);
	if (ok && !(read_options(options, p) && read_counts(count, p)))
		ok = qn_fail(e, "%s: pass %zu makes no sense; learn it anew",
		             file->name, i);
	if (ok)
		return p;
	qn_phrases_free(p);
	return NULL;
}

static size_t count_passes(const struct qn_tensors *file, struct qn_err *e)
{
	char *end;
	const char *text = qn_tensors_meta(file, "passes");
	unsigned long n = text ? strtoul(text, &end, 10) : 0;
	if (n < 1 || n > QN_PHRASE_PASSES || *end)
		qn_fail(e, "%s: it has no passes, or too many", file->name);
	return n;
}

size_t qn_phrases_load(const char *path,
                       struct qn_phrases *pass[QN_PHRASE_PASSES],
                       struct qn_err *e)
{
	struct qn_tensors *file = qn_tensors_open(path, e);
	size_t n = 0, want = 0;
	if (!file)
		return 0;
	if (qn_tensors_expect(file, "phrases", e))
		want = count_passes(file, e);
	for (; !e->failed && n < want; n++)
		if (!(pass[n] = read_pass(file, n, e)))
			break;
	qn_tensors_close(file);
	if (!e->failed)
		return n;
	while (n > 0)
		qn_phrases_free(pass[--n]);
	return 0;
}
