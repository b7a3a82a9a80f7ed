/* SPDX-License-Identifier: MIT */
/*
 * rowsort.c -- bits taken off from the lowest up.
 */
#include "text/rowsort.h"

#include "base/mem.h"

bool qn_rowsort_init(struct qn_rowsort *s, uint32_t columns, struct qn_err *e)
{
	size_t words = (size_t)columns / 64 + 1;
	*s = (struct qn_rowsort){.columns = columns, .low = SIZE_MAX};
	s->bits = qn_big_alloc(words, sizeof *s->bits, "a row", e);
	s->summary =
	    qn_big_alloc(words / 64 + 1, sizeof *s->summary, "a row", e);
	s->value = qn_big_alloc(columns, sizeof *s->value, "a row", e);
	return !e->failed;
}

void qn_rowsort_release(struct qn_rowsort *s)
{
	qn_big_free(s->bits);
	qn_big_free(s->summary);
	qn_big_free(s->value);
	*s = (struct qn_rowsort){.columns = 0};
}

size_t qn_rowsort_take(struct qn_rowsort *s, struct qn_tally_pair *to)
{
	size_t n = 0;
	for (size_t i = s->low; i < s->high; i++) {
		uint64_t above = s->summary[i];
		s->summary[i] = 0;
		for (; above; above &= above - 1) {
			size_t word = 64 * i + (unsigned)__builtin_ctzll(above);
			uint64_t bits = s->bits[word];
			s->bits[word] = 0;
			for (; bits; bits &= bits - 1) {
				size_t column =
				    64 * word + (unsigned)__builtin_ctzll(bits);
				to[n++] = (struct qn_tally_pair){
				    (uint32_t)column,
				    (uint32_t)s->value[column]};
				s->value[column] = 0;
			}
		}
	}
	s->low = SIZE_MAX;
	s->high = 0;
	return n;
}
