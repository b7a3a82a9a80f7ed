/* SPDX-License-Identifier: MIT */
/*
 * ldakern_counts.h -- the part of ldakern_template.h that depends on the width
 * of a document's counts: included twice, with BITS.
 */
#define NAMED(name) PASTE(PASTE(name, _), BITS)
#define count_t     PASTE(PASTE(uint, BITS), _t)
#define group_t     struct PASTE(qn_lda_group, BITS)

/* 16 counts as floats. */
INLINE vf NAMED(widen)(const count_t *n)
{
	typedef count_t vc __attribute__((vector_size(N * BITS / 8)));
	vf a;
	for (int i = 0; i < PARTS; i++) {
		const part_i wide =
		    __builtin_convertvector(*(const vc *)(n + i * N), part_i);
		a.part[i] = __builtin_convertvector(wide, part_f);
	}
	return a;
}

/* As set_lane(), for a count. */
INLINE void NAMED(add_lane)(count_t *n, size_t i, int by)
{
	static const count_t one[2 * L - 1] = {[L - 1] = 1};
	typedef count_t loose
	    __attribute__((vector_size(L * BITS / 8), aligned(BITS / 8)));
	typedef count_t vc __attribute__((vector_size(L * BITS / 8)));
	const vc more = *(const loose *)(one + L - 1 - i % L);
	vc *v = (vc *)(n + i / L * L);
	*v = by > 0 ? *v + more : *v - more;
}

/* --- dense ---------------------------------------------------------------- */

INLINE void NAMED(fetch_row)(const struct qn_lda_pass *p, uint32_t i)
{
	const count_t *n = (const count_t *)p->counts;
	n += (size_t)p->doc[i] * p->Kp;
	for (size_t k = 0; k < p->Kp; k += 64 / sizeof *n)
		__builtin_prefetch(n + k, 1);
}

/* A topic for the token whose document's counts are n. */
INLINE size_t NAMED(draw_dense)(struct qn_lda_pass *p, const count_t *n)
{
	struct sums s = {.vectors = p->Kp / L};
	for (size_t k = 0; k < p->Kp; k += L) {
		const vf a = plus(NAMED(widen)(n + k), load(p->alpha + k));
		s.last = plus(s.last, times(a, load(p->weight + k)));
		store(p->partial + k, s.last);
	}
	s.across = sums_across(s.last);
	const float u = uniform(&p->rng) * total_of(&s);
	const size_t k = pick(&s, p->partial, u);
	return k < p->K ? k : p->K - 1;
}

INLINE void NAMED(sample_token_dense)(struct qn_lda_pass *p, uint32_t i)
{
	count_t *n = (count_t *)p->counts + (size_t)p->doc[i] * p->Kp;
	size_t k = p->topic[i];
	NAMED(add_lane)(n, k, -1);
	set_lane(p->weight, k, change(p, k, -1));
	k = NAMED(draw_dense)(p, n);
	n[k]++;
	set_lane(p->weight, k, change(p, k, 1));
	p->topic[i] = (uint16_t)k;
}

#define AHEAD 4 /* tokens */

static void NAMED(sample_dense)(struct qn_lda_pass *p)
{
	for (size_t w = 0; w < p->words; w++) {
		const uint32_t *at = p->at + w * p->columns;
		const uint32_t end = at[p->part + 1];
		if (at[p->part] == end)
			continue;
		count_row(p, at);
		for (size_t k = 0; k < p->Kp; k += L)
			store(p->weight + k, weights(p, k));
		for (uint32_t i = at[p->part]; i < end; i++) {
			if (i + AHEAD < end)
				NAMED(fetch_row)(p, i + AHEAD);
			NAMED(sample_token_dense)(p, i);
		}
		clear_row(p, at);
	}
}

/* --- sparse --------------------------------------------------------------- */

INLINE group_t *NAMED(groups)(const struct qn_lda_pass *p, uint32_t i)
{
	return (group_t *)p->counts + p->list[p->doc[i]].first;
}

INLINE void NAMED(fetch_list)(const struct qn_lda_pass *p, uint32_t i)
{
	const group_t *g = NAMED(groups)(p, i);
	const uint32_t n = p->list[p->doc[i]].n;
	for (uint32_t k = 0; k < n; k += L)
		__builtin_prefetch(g + k / L, 1);
}

/* Where topic k is in a list of n; n if it is not. */
INLINE uint32_t NAMED(find)(const group_t *g, uint32_t n, size_t k)
{
	for (uint32_t at = 0; at < n; at += L) {
		unsigned found =
		    lanes_of(*(const vs *)g[at / L].topic, (uint16_t)k);
		if (at + L > n)
			found &= (1U << (n - at)) - 1;
		if (found)
			return at + (uint32_t)__builtin_ctz(found);
	}
	return n;
}

/* One token of topic k less. */
INLINE void NAMED(take)(group_t *g, struct qn_lda_list *list, size_t k)
{
	const uint32_t at = NAMED(find)(g, list->n, k);
	if (--g[at / L].count[at % L])
		return;
	const uint32_t last = --list->n;
	group_t *from = &g[last / L];
	g[at / L].topic[at % L] = from->topic[last % L];
	g[at / L].count[at % L] = from->count[last % L];
	from->topic[last % L] = 0;
	from->count[last % L] = 0;
}

INLINE void NAMED(put)(group_t *g, struct qn_lda_list *list, size_t k)
{
	const uint32_t at = NAMED(find)(g, list->n, k);
	if (at == list->n) {
		g[at / L].topic[at % L] = (uint16_t)k;
		list->n++;
	}
	g[at / L].count[at % L]++;
}

/* A topic for a token of the document with that list, counted there. */
INLINE size_t NAMED(draw_sparse)(struct qn_lda_pass *p, group_t *g,
                                 struct qn_lda_list *list)
{
	struct sums s = {.vectors = (list->n + L - 1) / L};
	for (size_t v = 0; v < s.vectors; v++) {
		const vf q = gather(p->weight, g[v].topic);
		s.last = plus(s.last, times(q, NAMED(widen)(g[v].count)));
		store(p->partial + v * L, s.last);
	}
	s.across = sums_across(s.last);
	const float own = total_of(&s);
	const float u = uniform(&p->rng) * (own + p->smooth);
	if (u >= own) {
		const size_t k = draw_smooth(p, u - own);
		NAMED(put)(g, list, k);
		return k;
	}
	size_t at = pick(&s, p->partial, u);
	if (at >= list->n)
		at = list->n - 1;
	g[at / L].count[at % L]++;
	return g[at / L].topic[at % L];
}

INLINE void NAMED(sample_token_sparse)(struct qn_lda_pass *p, uint32_t i)
{
	struct qn_lda_list *list = &p->list[p->doc[i]];
	group_t *g = (group_t *)p->counts + list->first;
	size_t k = p->topic[i];
	NAMED(take)(g, list, k);
	change_smooth(p, k, -1);
	k = NAMED(draw_sparse)(p, g, list);
	change_smooth(p, k, 1);
	p->topic[i] = (uint16_t)k;
}

/* A word of few tokens is cheaper to take in and out than to weigh anew; but
 * what rounding adds to the sums must not pile up. */
#define FEW  128 /* topics for a token */
#define MANY 64  /* words taken in and out before all is weighed anew */

static void NAMED(sample_sparse)(struct qn_lda_pass *p)
{
	int left = 0; /* words that can still be taken in and out */
	for (size_t w = 0; w < p->words; w++) {
		const uint32_t *at = p->at + w * p->columns;
		const uint32_t end = at[p->part + 1];
		const bool few = at[p->columns] - at[0] < p->Kp / FEW;
		if (at[p->part] == end)
			continue;
		if (few && left == 0)
			weigh_all(p);
		left = few ? (left ? left : MANY) - 1 : 0;
		count_row(p, at);
		if (few)
			weigh_some(p, at);
		else
			weigh_all(p);
		for (uint32_t i = at[p->part]; i < end; i++) {
			if (i + 2 * AHEAD < end)
				__builtin_prefetch(
				    &p->list[p->doc[i + 2 * AHEAD]], 1);
			if (i + AHEAD < end)
				NAMED(fetch_list)(p, i + AHEAD);
			NAMED(sample_token_sparse)(p, i);
		}
		clear_row(p, at);
		if (few)
			weigh_some(p, at);
	}
}

#undef FEW
#undef MANY
#undef AHEAD
#undef group_t
#undef count_t
#undef NAMED
