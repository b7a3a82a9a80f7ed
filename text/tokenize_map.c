/* SPDX-License-Identifier: MIT */
/*
 * tokenize_map.c -- runs, looked up by halving.
 */
#include "text/tokenize_map.h"

#include "base/mem.h"

void qn_text_map_add(struct qn_text_map *m, size_t now, size_t was,
                     bool changed)
{
	if (m->n == m->room) {
		m->room = m->room ? 2 * m->room : 64;
		m->run = qn_realloc(m->run, m->room, sizeof *m->run);
	}
	m->run[m->n++] = (struct qn_text_run){now, was, changed};
}

/* The last run that begins at or before a place; the first one is at 0. */
static size_t run_at(const struct qn_text_map *m, size_t now)
{
	size_t low = 0, high = m->n;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (m->run[middle].now <= now)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void qn_text_map_back(const struct qn_text_map *m, size_t *begin, size_t *end)
{
	if (!m->n)
		return;
	size_t first = run_at(m, *begin), last = run_at(m, *end - 1);
	const struct qn_text_run *r = &m->run[first];
	*begin = r->changed ? r->was : r->was + (*begin - r->now);
	r = &m->run[last];
	if (!r->changed)
		*end = r->was + (*end - r->now);
	else
		*end = r[1].was; /* the last run is the text's end */
}
