/* SPDX-License-Identifier: MIT */
/*
 * wordtest.c -- see wordtest.h.
 */
#include "embed/wordtest.h"

#include <string.h>
#include <unicode/ucasemap.h>

bool qn_wordtest_open(struct qn_wordtest *t, const char *path, bool keep_case,
                      struct qn_err *e)
{
	t->path = path;
	t->keep_case = keep_case;
	return qn_bytes_load(&t->bytes, path, e);
}

void qn_wordtest_close(struct qn_wordtest *t)
{
	qn_bytes_release(&t->bytes);
	qn_buf_release(&t->word);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct qn_slice trim(struct qn_slice s)
{
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	while (s.n && is_blank(*s.p)) {
		s.p++;
		s.n--;
	}
	return s;
}

bool qn_wordtest_line(struct qn_wordtest *t, struct qn_slice *line)
{
	while (t->next < t->bytes.n) {
		const char *p = t->bytes.p + t->next;
		size_t left = t->bytes.n - t->next;
		const char *end = memchr(p, '\n', left);
		size_t n = end ? (size_t)(end - p) : left;
		t->next += n + 1;
		t->line++;
		*line = trim((struct qn_slice){p, n});
		if (line->n)
			return true;
	}
	return false;
}

size_t qn_wordtest_split(struct qn_slice line, struct qn_slice *field,
                         size_t most)
{
	bool tabs = memchr(line.p, '\t', line.n) != NULL;
	size_t n = 0;
	for (size_t i = 0; i < line.n;) {
		size_t from = i;
		while (i < line.n &&
		       !(line.p[i] == '\t' || (!tabs && line.p[i] == ' ')))
			i++;
		if (i > from || tabs) {
			if (n < most)
				field[n] = trim(
				    (struct qn_slice){line.p + from, i - from});
			n++;
		}
		i++;
	}
	return n;
}

/* t->word becomes `word` in lower case. */
static bool lower(struct qn_wordtest *t, struct qn_slice word, struct qn_err *e)
{
	/* At most two bytes become three. */
	int32_t n = (int32_t)word.n, room = 2 * n + 1;
	UErrorCode status = U_ZERO_ERROR;
	UCaseMap *map = ucasemap_open("", 0, &status);
	qn_buf_clear(&t->word);
	qn_buf_reserve(&t->word, (size_t)room);
	n = ucasemap_utf8ToLower(map, t->word.p, room, word.p, n, &status);
	ucasemap_close(map);
	if (U_FAILURE(status))
		return qn_fail(e, "%s: line %zu: cannot be lower-cased: %s",
		               t->path, t->line, u_errorName(status));
	t->word.n = (size_t)n;
	return true;
}

uint32_t qn_wordtest_row(struct qn_wordtest *t, const struct qn_vectors *v,
                         struct qn_slice word, struct qn_err *e)
{
	if (e->failed)
		return QN_MAP_NONE;
	if (t->keep_case)
		return qn_map_find(&v->words, word);
	/* No word of a test is that long, but a wrong file may hold one. */
	if (word.n > INT32_MAX / 4)
		return QN_MAP_NONE;
	if (!lower(t, word, e))
		return QN_MAP_NONE;
	return qn_map_find(&v->words, qn_buf_slice(&t->word));
}

bool qn_wordtest_has_questions(const struct qn_wordtest *t)
{
	struct qn_wordtest probe = *t;
	struct qn_slice line;
	return qn_wordtest_line(&probe, &line) && *line.p == ':';
}
