/* SPDX-License-Identifier: MIT */
/*
 * adaptiveshape.c -- cutoffs, and the parameters that follow from them; see
 * adaptive.h.
 */
#include <math.h>
#include <stdio.h>

#include "base/numberlist.h"
#include "seq/adaptive.h"

#define MOST_WORDS ((size_t)1 << 26)

/* --- cutoffs -------------------------------------------------------------- */

bool qn_adaptive_parse(struct qn_adaptive_shape *s, const char *list,
                       struct qn_err *e)
{
	size_t before = 0;
	s->tails = 0;
	do {
		size_t n = qn_numberlist_take(&list, MOST_WORDS);
		if (n <= before || s->tails == QN_ADAPTIVE_TAILS)
			return qn_fail(e,
			               "cutoffs are up to %d numbers of words "
			               "that rise, with commas between, such "
			               "as 2000,10000",
			               QN_ADAPTIVE_TAILS);
		s->cut[s->tails++] = before = n;
	} while (*list);
	return true;
}

void qn_adaptive_print(const struct qn_adaptive_shape *s,
                       char text[QN_ADAPTIVE_LIST])
{
	size_t n = 0;
	*text = '\0';
	for (size_t i = 0; i < s->tails; i++)
		n += (size_t)snprintf(text + n, QN_ADAPTIVE_LIST - n, "%s%zu",
		                      i ? "," : "", s->cut[i]);
}

bool qn_adaptive_check(struct qn_adaptive_shape *s, size_t words,
                       struct qn_err *e)
{
	if (!s->tails)
		return true;
	if (!s->factor)
		s->factor = QN_ADAPTIVE_FACTOR;
	for (size_t i = 0; i < s->tails; i++)
		if (s->cut[i] <= (i ? s->cut[i - 1] : 0) || s->cut[i] >= words)
			return qn_fail(e,
			               "a cutoff of %zu among %zu words: "
			               "cutoffs have to rise, and to leave the "
			               "last cluster a word",
			               s->cut[i], words);
	return qn_check_range("factor of clusters", (double)s->factor, 1, 65536,
	                      e);
}

/* --- parameters ----------------------------------------------------------- */

static struct qn_param matrix(size_t rows, size_t columns, size_t room)
{
	struct qn_param p = qn_param_matrix(rows, columns, 0);
	p.columns_room = room;
	p.init = QN_INIT_UNIFORM;
	p.spread = 1 / sqrtf((float)columns);
	return p;
}

/* Numbers of a word of tail i. */
static size_t inner_width(const struct qn_adaptive_shape *s, size_t i,
                          size_t width)
{
	for (size_t k = 0; k <= i; k++)
		width /= s->factor;
	return width ? width : 1;
}

struct qn_adaptive_at qn_adaptive_params(struct qn_params *p,
                                         const struct qn_adaptive_shape *s,
                                         size_t words, size_t width,
                                         size_t room)
{
	struct qn_adaptive_at at = {.begin = p->total};
	struct qn_param head = matrix(s->cut[0] + s->tails, width, room);
	qn_params_add(p, &head, "output.head.weight");
	for (size_t i = 0; i < s->tails; i++) {
		size_t n =
		    (i + 1 < s->tails ? s->cut[i + 1] : words) - s->cut[i];
		size_t inner = inner_width(s, i, width);
		struct qn_param in = matrix(inner, width, room);
		struct qn_param out = matrix(n, inner, inner);
		at.words[i] = n;
		at.inner[i] = inner;
		at.projection[i] =
		    qn_params_add(p, &in, "output.tail.%zu.projection", i);
		at.weight[i] =
		    qn_params_add(p, &out, "output.tail.%zu.weight", i);
	}
	at.end = p->total;
	return at;
}
