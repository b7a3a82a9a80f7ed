/* SPDX-License-Identifier: MIT */
/*
 * windows.c -- a run begins where its word comes in and ends where it goes.
 */
#include "topic/windows.h"

#include <stdlib.h>

#include "base/mem.h"

#define OUT UINT32_MAX /* no window: the word is in none now */

struct sliding {
	struct qn_windows *w;
	const bool *wanted;
	uint32_t *since; /* [V] the window that a word came in with, or OUT */
};

static void come(struct sliding *s, uint32_t word, size_t window)
{
	if (s->wanted[word] && s->since[word] == OUT)
		s->since[word] = (uint32_t)window;
}

static void go(struct sliding *s, uint32_t word, size_t window)
{
	struct qn_windows *w = s->w;
	uint32_t from = s->since[word];
	if (from == OUT)
		return;
	s->since[word] = OUT;
	if (w->end[word] > w->start[word] &&
	    w->run[w->end[word] - 1].end == from)
		w->run[w->end[word] - 1].end = (uint32_t)window;
	else
		w->run[w->end[word]++] =
		    (struct qn_window_run){from, (uint32_t)window};
}

static void slide(struct sliding *s, const uint32_t *id, size_t n, size_t size)
{
	size_t first = size && size < n ? size : n, i;
	for (i = 0; i < first; i++)
		come(s, id[i], s->w->n);
	s->w->n++;
	for (; i < n; i++, s->w->n++) {
		go(s, id[i - first], s->w->n);
		come(s, id[i], s->w->n);
	}
	for (i = n - first; i < n; i++)
		go(s, id[i], s->w->n);
}

bool qn_windows_init(struct qn_windows *w, const struct qn_docwords *d,
                     const bool *wanted, size_t size, struct qn_err *e)
{
	uint32_t V = d->vocab->words.count;
	*w = (struct qn_windows){.n = 0};
	if (e->failed)
		return false;
	if (d->words + d->n >= OUT)
		return qn_fail(e, "too much text for windows: %zu words",
		               d->words);
	w->start = qn_calloc((size_t)V + 1, sizeof *w->start);
	w->end = qn_calloc(V, sizeof *w->end);
	for (size_t i = 0; i < d->words; i++)
		w->start[d->id[i] + 1] += wanted[d->id[i]];
	for (uint32_t i = 0; i < V; i++)
		w->start[i + 1] += w->start[i];
	for (uint32_t i = 0; i < V; i++)
		w->end[i] = w->start[i];
	w->run = qn_big_alloc(w->start[V] + 1, sizeof *w->run, "windows", e);
	if (!w->run)
		return false;
	struct sliding s = {w, wanted, qn_malloc(V, sizeof *s.since)};
	for (uint32_t i = 0; i < V; i++)
		s.since[i] = OUT;
	for (size_t i = 0; i < d->n; i++)
		slide(&s, d->id + d->start[i], d->start[i + 1] - d->start[i],
		      size);
	free(s.since);
	return true;
}

void qn_windows_release(struct qn_windows *w)
{
	free(w->start);
	free(w->end);
	qn_big_free(w->run);
}

size_t qn_windows_with(const struct qn_windows *w, uint32_t a)
{
	size_t n = 0;
	for (size_t i = w->start[a]; i < w->end[a]; i++)
		n += w->run[i].end - w->run[i].from;
	return n;
}

size_t qn_windows_both(const struct qn_windows *w, uint32_t a, uint32_t b)
{
	const struct qn_window_run *p = w->run + w->start[a];
	const struct qn_window_run *q = w->run + w->start[b];
	const struct qn_window_run *p_end = w->run + w->end[a];
	const struct qn_window_run *q_end = w->run + w->end[b];
	size_t n = 0;
	while (p < p_end && q < q_end) {
		uint32_t from = p->from > q->from ? p->from : q->from;
		uint32_t end = p->end < q->end ? p->end : q->end;
		n += end > from ? end - from : 0;
		if (p->end == end)
			p++;
		else
			q++;
	}
	return n;
}
