/* SPDX-License-Identifier: MIT */
/*
 * topicpage.c -- columns of numbers and words, and the page around them.
 */
#include "apps/topicpage.h"

#include <math.h>
#include <stdlib.h>

#include "apps/json.h"
#include "apps/page.h"
#include "base/asset.h"
#include "base/mem.h"

QN_ASSET("topicpage_page", "apps/topicpage.html")
extern const char topicpage_page[];
extern const uint64_t topicpage_page_size;

#define PLACE "/*DATA*/" /* where the JSON goes */

/* --- columns -------------------------------------------------------------- */

/* A column of a table; `first` ones begin it. */
static void begin_column(struct qn_buf *b, const char *name, bool first)
{
	qn_buf_printf(b, "%s\"%s\": [", first ? "" : "], ", name);
}

static void add_number(struct qn_buf *b, double x)
{
	qn_buf_printf(b, b->p[b->n - 1] == '[' ? "%.9g" : ", %.9g", x);
}

static void add_word(struct qn_buf *b, const struct qn_lda_model *m, uint32_t w)
{
	if (b->p[b->n - 1] != '[')
		qn_buf_puts(b, ", ");
	json_add_string(b, qn_map_string(&m->vocab->words, w));
}

static void add_coordinates(const struct topicpage *p, struct qn_buf *b)
{
	double tokens = 0;
	uint32_t K = p->m->K;
	for (uint32_t k = 0; k < K; k++)
		tokens += (double)p->m->total[k];
	begin_column(b, "x", true);
	for (uint32_t k = 0; k < K; k++)
		add_number(b, p->map->x[k]);
	begin_column(b, "y", false);
	for (uint32_t k = 0; k < K; k++)
		add_number(b, p->map->y[k]);
	begin_column(b, "topics", false);
	for (uint32_t k = 0; k < K; k++)
		add_number(b, k + 1);
	begin_column(b, "cluster", false);
	for (uint32_t k = 0; k < K; k++)
		add_number(b, 1);
	begin_column(b, "Freq", false);
	for (uint32_t k = 0; k < K; k++)
		add_number(b, 100 * (double)p->m->total[k] / tokens);
}

/* --- words ---------------------------------------------------------------- */

/* A row of the table of words: of no topic first, then of each. */
struct row {
	uint32_t word, topic; /* topic 0: none */
	double frequency, total, probability, lift;
};

/* All of them, *n. */
static struct row *list_rows(const struct topicpage *p, size_t *n)
{
	const struct qn_lda_terms *t = p->terms;
	size_t all = t->salients;
	for (uint32_t k = 0; k < t->K; k++)
		all += t->n[k];
	struct row *row = qn_malloc(all, sizeof *row), *at = row;
	for (size_t i = 0; i < t->salients; i++) {
		double rank = (double)(t->salients - i);
		double frequency = floor(t->frequency[t->salient[i]]);
		*at++ = (struct row){t->salient[i], 0,    frequency,
		                     frequency,     rank, rank};
	}
	for (uint32_t k = 0; k < t->K; k++)
		for (size_t i = 0; i < t->n[k]; i++) {
			const struct qn_lda_term *x = &t->term[k][i];
			*at++ = (struct row){x->word,
			                     k + 1,
			                     exp(x->probability) *
			                         (double)p->m->total[k],
			                     t->frequency[x->word],
			                     x->probability,
			                     x->lift};
		}
	*n = all;
	return row;
}

static void add_rows(const struct topicpage *p, struct qn_buf *b)
{
	size_t n;
	struct row *row = list_rows(p, &n);
	begin_column(b, "Term", true);
	for (size_t i = 0; i < n; i++)
		add_word(b, p->m, row[i].word);
	begin_column(b, "Freq", false);
	for (size_t i = 0; i < n; i++)
		add_number(b, row[i].frequency);
	begin_column(b, "Total", false);
	for (size_t i = 0; i < n; i++)
		add_number(b, row[i].total);
	begin_column(b, "Category", false);
	for (size_t i = 0; i < n; i++)
		if (row[i].topic)
			qn_buf_printf(b, ", \"Topic%u\"", row[i].topic);
		else
			qn_buf_puts(b, i ? ", \"Default\"" : "\"Default\"");
	begin_column(b, "logprob", false);
	for (size_t i = 0; i < n; i++)
		add_number(b, row[i].probability);
	begin_column(b, "loglift", false);
	for (size_t i = 0; i < n; i++)
		add_number(b, row[i].lift);
	free(row);
}

/* How a word's tokens are spread over topics, of words that are shown. */
struct spread {
	uint32_t word, topic;
	double share;
};

static struct spread *list_spreads(const struct topicpage *p, size_t *n)
{
	const struct qn_lda_model *m = p->m;
	struct spread *all = qn_malloc(m->start[m->V], sizeof *all);
	bool *shown = qn_calloc(m->V, sizeof *shown);
	for (uint32_t k = 0; k < m->K; k++)
		for (size_t i = 0; i < p->terms->n[k]; i++)
			shown[p->terms->term[k][i].word] = true;
	for (size_t i = 0; i < p->terms->salients; i++)
		shown[p->terms->salient[i]] = true;
	*n = 0;
	for (uint32_t w = 0; w < m->V; w++)
		for (size_t i = m->start[w]; shown[w] && i < m->start[w + 1];
		     i++) {
			uint32_t k = m->topic[i];
			double tokens = rint(qn_lda_phi(m, k, m->count[i]) *
			                     (double)m->total[k]);
			if (tokens > 0)
				all[(*n)++] = (struct spread){
				    w, k, tokens / p->terms->frequency[w]};
		}
	free(shown);
	return all;
}

static void add_spreads(const struct topicpage *p, struct qn_buf *b)
{
	size_t n;
	struct spread *all = list_spreads(p, &n);
	begin_column(b, "Topic", true);
	for (size_t i = 0; i < n; i++)
		add_number(b, all[i].topic + 1);
	begin_column(b, "Freq", false);
	for (size_t i = 0; i < n; i++)
		add_number(b, all[i].share);
	begin_column(b, "Term", false);
	for (size_t i = 0; i < n; i++)
		add_word(b, p->m, all[i].word);
	free(all);
}

/* All but the last brace. */
static void add_topics(const struct topicpage *p, struct qn_buf *b)
{
	qn_buf_puts(b, "{\"mdsDat\": {");
	add_coordinates(p, b);
	qn_buf_puts(b, "]},\n\"tinfo\": {");
	add_rows(p, b);
	qn_buf_puts(b, "]},\n\"token.table\": {");
	add_spreads(p, b);
	qn_buf_printf(b,
	              "]},\n\"R\": %zu, \"lambda.step\": %g, \"plot.opts\": "
	              "{\"xlab\": \"PC1\", \"ylab\": \"PC2\"},\n"
	              "\"topic.order\": [",
	              p->terms->salients, 1.0 / QN_LDA_LAMBDAS);
	for (uint32_t k = 0; k < p->m->K; k++)
		add_number(b, k + 1);
	qn_buf_puts(b, "]");
}

void topicpage_json(const struct topicpage *p, struct qn_output *out)
{
	struct qn_buf b = {0};
	add_topics(p, &b);
	qn_buf_puts(&b, "}\n");
	qn_output_write(out, b.p, b.n);
	qn_buf_release(&b);
}

/* --- the page ------------------------------------------------------------- */

static void add_documents(const struct topicpage *p, struct qn_buf *b)
{
	qn_buf_puts(b, ",\n\"typical\": [");
	for (uint32_t k = 0; k < p->m->K; k++) {
		const struct qn_topk *best = &p->typical->best[k];
		qn_buf_puts(b, k ? ",\n[" : "[");
		for (size_t i = 0; i < best->n; i++) {
			uint32_t doc = best->hit[i].doc;
			qn_buf_printf(b,
			              "%s{\"number\": %u, \"share\": %.9g, "
			              "\"name\": ",
			              i ? ", " : "", doc, best->hit[i].score);
			json_add_string(b, p->docs->doc[doc].name);
			qn_buf_puts(b, ", \"text\": ");
			json_add_string(b, p->docs->doc[doc].text);
			qn_buf_putc(b, '}');
		}
		qn_buf_putc(b, ']');
	}
	qn_buf_putc(b, ']');
}

static void add_classes(const struct topicpage *p, struct qn_buf *b)
{
	const struct qn_lda_typical *t = p->typical;
	qn_buf_puts(b, ",\n\"classes\": {\"names\": [");
	for (uint32_t i = 0; i < t->classes; i++) {
		qn_buf_puts(b, i ? ", " : "");
		json_add_string(b, qn_map_string(&p->docs->classes, i));
	}
	qn_buf_puts(b, "], \"tokens\": [");
	for (uint32_t i = 0; i < t->classes; i++)
		add_number(b, (double)t->tokens[i]);
	qn_buf_puts(b, "], \"share\": [");
	for (uint32_t i = 0; i < t->classes; i++) {
		qn_buf_puts(b, i ? ",\n[" : "[");
		for (uint32_t k = 0; k < t->K; k++)
			add_number(b, t->share[(size_t)i * t->K + k]);
		qn_buf_putc(b, ']');
	}
	qn_buf_puts(b, "]}");
}

void topicpage_html(const struct topicpage *p, struct qn_output *out)
{
	const struct page page =
	    page_cut(topicpage_page, topicpage_page_size, PLACE);
	struct qn_buf b = {0};
	add_topics(p, &b);
	if (p->typical)
		add_documents(p, &b);
	if (p->typical && p->typical->classes)
		add_classes(p, &b);
	qn_buf_putc(&b, '}');
	qn_output_write(out, page.before.p, page.before.n);
	json_put_in_script(out, qn_buf_slice(&b));
	qn_output_write(out, page.behind.p, page.behind.n);
	qn_buf_release(&b);
}
