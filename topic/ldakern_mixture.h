/* SPDX-License-Identifier: MIT */
/*
 * ldakern_mixture.h -- the part of ldakern_template.h that samples documents by
 * a model that stays as it is.
 */

/* Terms of all topics. */
INLINE struct sums add_all(struct qn_lda_mixture *m, const float *weight)
{
	struct sums s = {.vectors = m->Kp / L};
	for (size_t k = 0; k < m->Kp; k += L) {
		s.last =
		    plus(s.last, times(load(m->mix + k), load(weight + k)));
		store(m->partial + k, s.last);
	}
	s.across = sums_across(s.last);
	return s;
}

/* Terms of the topics that a word has. */
INLINE struct sums add_some(struct qn_lda_mixture *m,
                            const struct qn_lda_row *r)
{
	struct sums s = {.vectors = r->n / L};
	for (size_t i = 0; i < r->n; i += L) {
		const vf mix = gather(m->mix, r->topic + i);
		s.last = plus(s.last, times(mix, load(r->weight + i)));
		store(m->partial + i, s.last);
	}
	s.across = sums_across(s.last);
	return s;
}

INLINE uint32_t draw_all(struct qn_lda_mixture *m, const struct sums *s,
                         float u)
{
	const size_t k = pick(s, m->partial, u);
	return (uint32_t)(k < m->K ? k : m->K - 1);
}

static uint32_t draw_mixture(struct qn_lda_mixture *m,
                             const struct qn_lda_row *r)
{
	if (!r->topic) {
		const struct sums s = add_all(m, r->weight);
		m->all = total_of(&s);
		return draw_all(m, &s, uniform(&m->rng) * m->all);
	}
	const struct sums own = add_some(m, r);
	m->all = total_of(&own) + (float)m->smooth;
	const float u = uniform(&m->rng) * m->all;
	if (u < total_of(&own))
		return r->topic[pick(&own, m->partial, u)];
	const struct sums rest = add_all(m, m->least);
	return draw_all(m, &rest, uniform(&m->rng) * total_of(&rest));
}

/* A frequent word's topic while `last`, that of the token before it, is not
 * counted yet: what it adds is one weight, which stands in front of all terms.
 * So these are added up while that token's topic is still being drawn. */
INLINE uint32_t draw_ahead(struct qn_lda_mixture *m, const struct qn_lda_row *r,
                           uint32_t last)
{
	const struct sums s = add_all(m, r->weight);
	const float more = r->weight[last];
	m->all = total_of(&s) + more;
	const float u = uniform(&m->rng) * m->all;
	const uint32_t k = draw_all(m, &s, u - more);
	return u < more ? last : k;
}

static void count_mixture(struct qn_lda_mixture *m, uint32_t k, int by)
{
	m->n[k] += by;
	set_lane(m->mix, k, (float)m->n[k] + m->alpha[k]);
	m->smooth += (double)by * (double)m->least[k];
}

static void sample_mixture(struct qn_lda_mixture *m,
                           const struct qn_lda_row *row)
{
	for (size_t i = 0; i < m->tokens; i++) {
		const struct qn_lda_row *r = &row[m->word[i]];
		const bool ahead = i > 0 && !r->topic;
		count_mixture(m, m->topic[i], -1);
		if (ahead)
			m->topic[i] = draw_ahead(m, r, m->topic[i - 1]);
		if (i > 0)
			count_mixture(m, m->topic[i - 1], 1);
		if (!ahead)
			m->topic[i] = draw_mixture(m, r);
	}
	if (m->tokens)
		count_mixture(m, m->topic[m->tokens - 1], 1);
}
