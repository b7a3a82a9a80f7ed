/* SPDX-License-Identifier: MIT */
/*
 * indexabout.c -- one table of settings: printed, read back and compared.
 */
#include "text/indexabout.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const char *const qn_field_names[QN_FIELDS + 1] = {
    [QN_FIELD_TEXT] = "text",
    [QN_FIELD_TITLE] = "title",
    NULL,
};

enum kind { BOOL, ENUM, COUNT32, COUNT64, REAL, STRING };

/* In the order of the enums of text/tokenize.h and text/decode.h. */
static const char *const modes[] = {"icu", "uax29", "space", NULL};
static const char *const invalids[] = {"error", "replace", "skip", NULL};
static const char *const forms[] = {"none", "nfc", "nfkc", NULL};
static const char *const puncts[] = {"keep", "drop", NULL};
static const char *const numbers[] = {"keep", "drop", "fold", NULL};

static const struct setting {
	const char *name;
	enum kind kind;
	size_t at;
	double most; /* the largest value */
	bool counts; /* tells how much there is, not how it is made */
	const char *const *names; /* of an enum's values */
} settings[] = {
#define AT(field) offsetof(struct qn_index_about, field)
    {"mode", ENUM, AT(tokenizer.mode), 0, false, modes},
    {"invalid", ENUM, AT(tokenizer.invalid), 0, false, invalids},
    {"form", ENUM, AT(tokenizer.form), 0, false, forms},
    {"punct", ENUM, AT(tokenizer.punct), 0, false, puncts},
    {"numbers", ENUM, AT(tokenizer.numbers), 0, false, numbers},
    {"lower", BOOL, AT(tokenizer.lower), 1, false, NULL},
    {"locale", STRING, AT(locale), 0, false, NULL},
    {"fold_accents", BOOL, AT(tokenizer.fold_accents), 1, false, NULL},
    {"stem", STRING, AT(stem), 0, false, NULL},
    {"min_length", COUNT32, AT(tokenizer.min_length), UINT32_MAX, false, NULL},
    {"k1", REAL, AT(k1), 1e9, false, NULL},
    {"b", REAL, AT(b), 1, false, NULL},
    {"positions", BOOL, AT(positions), 1, false, NULL},
    {"texts", BOOL, AT(texts), 1, false, NULL},
    {"titles", BOOL, AT(titles), 1, true, NULL},
    {"names", BOOL, AT(names), 1, true, NULL},
    {"own_names", BOOL, AT(own_names), 1, true, NULL},
    {"documents", COUNT64, AT(documents), UINT32_MAX - 1, true, NULL},
    {"ever", COUNT64, AT(ever), 1e18, true, NULL},
    {"tokens", COUNT64, AT(tokens[QN_FIELD_TEXT]), 1e18, true, NULL},
    {"title_tokens", COUNT64, AT(tokens[QN_FIELD_TITLE]), 1e18, true, NULL},
#undef AT
};
#define SETTINGS (sizeof settings / sizeof *settings)

bool qn_index_check_options(const struct qn_index_about *a, struct qn_err *e)
{
	if (!(a->k1 >= 0) || !isfinite(a->k1) || a->k1 > 1e9)
		return qn_fail(e, "k1 is %g; it has to be 0 or more", a->k1);
	if (!(a->b >= 0 && a->b <= 1))
		return qn_fail(e, "b is %g; it has to be from 0 to 1", a->b);
	return !e->failed;
}

/* --- values --------------------------------------------------------------- */

static void *place(const struct qn_index_about *a, const struct setting *s)
{
	return (char *)a + s->at;
}

static const char *string(const struct qn_index_about *a,
                          const struct setting *s)
{
	const char *own = *(char **)place(a, s);
	const char *borrowed = s->at == offsetof(struct qn_index_about, stem)
	                           ? a->tokenizer.stem
	                           : a->tokenizer.locale;
	return own ? own : borrowed ? borrowed : "";
}

static void print_value(const struct qn_index_about *a, const struct setting *s,
                        struct qn_buf *b)
{
	const void *p = place(a, s);
	switch (s->kind) {
	case BOOL:
		qn_buf_printf(b, "%d", *(const bool *)p);
		break;
	case ENUM:
		qn_buf_puts(b, s->names[*(const uint32_t *)p]);
		break;
	case COUNT32:
		qn_buf_printf(b, "%" PRIu32, *(const uint32_t *)p);
		break;
	case COUNT64:
		qn_buf_printf(b, "%" PRIu64, *(const uint64_t *)p);
		break;
	case REAL:
		qn_buf_printf(b, "%.17g", *(const double *)p);
		break;
	case STRING:
		qn_buf_puts(b, string(a, s));
		break;
	}
}

static bool take_name(uint32_t *value, const char *const *names,
                      const char *text)
{
	for (*value = 0; names[*value]; ++*value)
		if (strcmp(text, names[*value]) == 0)
			return true;
	return false;
}

/* False if the text is no value of the setting. */
static bool take_value(struct qn_index_about *a, const struct setting *s,
                       const char *text)
{
	char *end = NULL;
	void *p = place(a, s);
	if (s->kind == STRING) {
		if (*text)
			*(char **)p = qn_strndup(text, strlen(text));
		return true;
	}
	if (s->kind == ENUM)
		return take_name(p, s->names, text);
	if (s->kind != REAL && text[strspn(text, "0123456789")])
		return false;
	errno = 0;
	double x = strtod(text, &end);
	if (errno || end == text || *end || !(x >= 0 && x <= s->most))
		return false;
	if (s->kind == BOOL)
		*(bool *)p = x != 0;
	else if (s->kind == REAL)
		*(double *)p = x;
	else if (s->kind == COUNT64)
		*(uint64_t *)p = strtoull(text, NULL, 10);
	else
		*(uint32_t *)p = (uint32_t)x;
	return true;
}

/* --- text ----------------------------------------------------------------- */

void qn_index_about_print(const struct qn_index_about *a, struct qn_buf *b)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		qn_buf_printf(b, "%s\t", settings[i].name);
		print_value(a, &settings[i], b);
		qn_buf_putc(b, '\n');
	}
	const struct qn_stopwords *stop = a->tokenizer.stop;
	for (uint32_t i = 0; stop && i < stop->words.count; i++) {
		struct qn_slice word = qn_map_string(&stop->words, i);
		qn_buf_puts(b, "stop\t");
		qn_buf_add(b, word.p, word.n);
		qn_buf_putc(b, '\n');
	}
}

static bool take_line(struct qn_index_about *a, char *line, uint64_t *seen)
{
	char *tab = strchr(line, '\t');
	if (!tab)
		return false;
	*tab++ = '\0';
	if (strcmp(line, "stop") == 0) {
		qn_map_add(&a->stop.words, qn_slice_of(tab));
		return true;
	}
	for (size_t i = 0; i < SETTINGS; i++)
		if (strcmp(line, settings[i].name) == 0) {
			bool twice = *seen >> i & 1;
			*seen |= UINT64_C(1) << i;
			return !twice && take_value(a, &settings[i], tab);
		}
	return false;
}

bool qn_index_about_parse(struct qn_index_about *a, struct qn_slice text,
                          const char *name, struct qn_err *e)
{
	char *copy = qn_strndup(text.p, text.n), *rest = copy, *line;
	uint64_t seen = 0;
	bool ok = !e->failed;
	*a = (struct qn_index_about){.documents = 0};
	while (ok && (line = strsep(&rest, "\n")) && rest)
		ok = take_line(a, line, &seen) ||
		     qn_fail(e, "%s: it says \"%.60s\", which makes no sense",
		             name, line);
	free(copy);
	a->tokenizer.locale = a->locale;
	a->tokenizer.stem = a->stem;
	a->tokenizer.stop = a->stop.words.count ? &a->stop : NULL;
	if (ok && seen != (UINT64_C(1) << SETTINGS) - 1)
		return qn_fail(e, "%s: it does not say how it was made", name);
	return ok;
}

void qn_index_about_release(struct qn_index_about *a)
{
	free(a->locale);
	free(a->stem);
	qn_map_release(&a->stop.words);
	*a = (struct qn_index_about){.documents = 0};
}

bool qn_index_about_copy(struct qn_index_about *to,
                         const struct qn_index_about *from, struct qn_err *e)
{
	struct qn_buf text = {0};
	qn_index_about_print(from, &text);
	bool ok = qn_index_about_parse(to, qn_buf_slice(&text), "options", e);
	qn_buf_release(&text);
	for (size_t i = 0; i < SETTINGS; i++)
		if (settings[i].counts)
			memset(place(to, &settings[i]), 0,
			       settings[i].kind == BOOL ? sizeof(bool)
			                                : sizeof(uint64_t));
	return ok;
}

/* NULL is no words. */
static bool same_words(const struct qn_stopwords *a,
                       const struct qn_stopwords *b)
{
	uint32_t n = a ? a->words.count : 0;
	bool same = n == (b ? b->words.count : 0);
	for (uint32_t i = 0; same && i < n; i++)
		same = qn_map_find(&b->words, qn_map_string(&a->words, i)) !=
		       QN_MAP_NONE;
	return same;
}

bool qn_index_about_agree(const struct qn_index_about *a,
                          const struct qn_index_about *b, const char *name,
                          struct qn_err *e)
{
	struct qn_buf left = {0}, right = {0};
	for (size_t i = 0; i < SETTINGS && !e->failed; i++) {
		if (settings[i].counts)
			continue;
		qn_buf_clear(&left);
		qn_buf_clear(&right);
		print_value(a, &settings[i], &left);
		print_value(b, &settings[i], &right);
		if (!qn_slice_eq(qn_buf_slice(&left), qn_buf_slice(&right)))
			qn_fail(e,
			        "%s: its \"%s\" is \"%s\", not \"%s\": indexes "
			        "of different kinds cannot become one",
			        name, settings[i].name, right.p, left.p);
	}
	qn_buf_release(&left);
	qn_buf_release(&right);
	return !e->failed &&
	       (same_words(a->tokenizer.stop, b->tokenizer.stop) ||
	        qn_fail(e, "%s: its stop words differ", name));
}
