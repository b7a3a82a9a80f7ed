/* SPDX-License-Identifier: MIT */
/*
 * ranking.c -- lines to hits, grouped by query and sorted.
 *
 * Departures from trec_eval: a relevance that is no number is an error and
 * not 0, and so is a score.
 *
 * Reference: trec_eval 9 (NIST), get_trec_results.c and form_res_rels.c.
 */
#include "text/ranking.h"

#include <math.h>
#include <stdlib.h>

#include "base/decimal.h"
#include "base/input.h"
#include "base/mem.h"
#include "text/textlines.h"
#include "text/vocabsort.h"

#define FIELDS     6
#define LARGEST    16777216 /* whole numbers up to here are floats */
#define SHOWN      60       /* bytes of a name that a message shows */
#define MOST_LINES (UINT32_MAX - 1)

/* A line that has been read. */
struct entry {
	uint32_t query, doc, line;
	float value;
};

struct reader {
	const char *name; /* of the file, for messages */
	bool qrels;       /* else a run                */
	struct qn_ranking *r;
	struct entry *entry; /* [n] */
	size_t n, room;
	uint32_t line; /* the one being read, from 1 */
};

/* --- a line --------------------------------------------------------------- */

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool has_three_tabs(struct qn_slice line)
{
	size_t tabs = 0;
	for (size_t i = 0; i < line.n; i++)
		tabs += line.p[i] == '\t';
	return tabs == 3;
}

/* How many fields there are; the first FIELDS go to `field`. */
static size_t split(struct qn_slice line, struct qn_slice *field)
{
	bool tabs = has_three_tabs(line);
	size_t n = 0;
	for (size_t i = 0, from; i < line.n; i++) {
		for (from = i; i < line.n; i++)
			if (tabs ? line.p[i] == '\t' : is_space(line.p[i]))
				break;
		if (i == from)
			continue;
		if (n < FIELDS)
			field[n] = (struct qn_slice){line.p + from, i - from};
		n++;
	}
	return n;
}

static bool read_value(const struct reader *in, struct qn_slice field,
                       float *value, struct qn_err *e)
{
	const char *end = field.p + field.n;
	if (qn_float_read(field.p, end, value) != end || isnan(*value))
		return qn_fail(e, "%s: line %u: \"%.*s\" is not a number",
		               in->name, in->line,
		               field.n < SHOWN ? (int)field.n : SHOWN, field.p);
	if (in->qrels && (fabsf(*value) > LARGEST || truncf(*value) != *value))
		return qn_fail(e,
		               "%s: line %u: a relevance is a whole number, "
		               "not %g",
		               in->name, in->line, (double)*value);
	return true;
}

static void add_entry(struct reader *in, struct entry x)
{
	if (in->n == in->room) {
		in->room = in->room ? 2 * in->room : 1024;
		in->entry = qn_realloc(in->entry, in->room, sizeof *in->entry);
	}
	in->entry[in->n++] = x;
}

static bool read_line(struct reader *in, struct qn_slice line, struct qn_err *e)
{
	struct qn_slice field[FIELDS];
	struct entry x = {.line = in->line};
	size_t n = split(line, field);
	if (n == 0)
		return true;
	if (in->qrels && n != 4)
		return qn_fail(e,
		               "%s: line %u: not \"query iter doc relevance\"",
		               in->name, in->line);
	if (n != 4 && n != 6)
		return qn_fail(e,
		               "%s: line %u: neither \"query Q0 doc rank score "
		               "tag\" nor query, rank, doc and score",
		               in->name, in->line);
	if (!read_value(in, field[n == 6 ? 4 : 3], &x.value, e) ||
	    !qn_map_fits(field[0], in->name, e) ||
	    !qn_map_fits(field[2], in->name, e))
		return false;
	x.query = qn_map_add(&in->r->queries, field[0]);
	x.doc = qn_map_add(&in->r->docs, field[2]);
	add_entry(in, x);
	return true;
}

/* --- all of them ---------------------------------------------------------- */

/* Entries to their queries, in the order of the file. */
static void group(const struct reader *in, struct entry *grouped)
{
	size_t *start = in->r->start;
	for (size_t i = 0; i < in->n; i++)
		start[in->entry[i].query + 1]++;
	for (uint32_t q = 0; q < in->r->queries.count; q++)
		start[q + 1] += start[q];
	/* While they are placed, start[q] is where the next one goes; what
	 * it is then is the start of q + 1. */
	for (size_t i = 0; i < in->n; i++)
		grouped[start[in->entry[i].query]++] = in->entry[i];
	for (uint32_t q = in->r->queries.count; q > 0; q--)
		start[q] = start[q - 1];
	start[0] = 0;
}

static bool check_unique(const struct reader *in, const struct entry *grouped,
                         struct qn_err *e)
{
	const struct qn_ranking *r = in->r;
	uint32_t *seen = qn_calloc(r->docs.count, sizeof *seen);
	bool ok = true;
	for (size_t i = 0; i < in->n && ok; i++) {
		const struct entry *x = &grouped[i];
		struct qn_slice doc = qn_map_string(&r->docs, x->doc);
		if (seen[x->doc] == x->query + 1)
			ok = qn_fail(e,
			             "%s: line %u: document \"%.*s\" was "
			             "already there for this query",
			             in->name, x->line,
			             doc.n < SHOWN ? (int)doc.n : SHOWN, doc.p);
		seen[x->doc] = x->query + 1;
	}
	free(seen);
	return ok;
}

/* A hit on its way through the sort. */
struct sorted {
	struct qn_slice name;
	struct qn_hit hit;
};

static int by_value(const void *pa, const void *pb)
{
	const struct sorted *a = pa, *b = pb;
	if (a->hit.value != b->hit.value)
		return a->hit.value < b->hit.value ? 1 : -1;
	return qn_words_compare(b->name, a->name);
}

/* Hits of one query: entries [n] in, hits out. */
static void sort_query(const struct qn_ranking *r, const struct entry *entry,
                       size_t n, struct sorted *scratch, struct qn_hit *hit)
{
	for (size_t i = 0; i < n; i++) {
		scratch[i].name = qn_map_string(&r->docs, entry[i].doc);
		scratch[i].hit = (struct qn_hit){entry[i].doc, entry[i].value};
	}
	qsort(scratch, n, sizeof *scratch, by_value);
	for (size_t i = 0; i < n; i++)
		hit[i] = scratch[i].hit;
}

static bool arrange(struct reader *in, struct qn_err *e)
{
	struct qn_ranking *r = in->r;
	size_t queries = r->queries.count, most = 0;
	r->start = qn_calloc(queries + 1, sizeof *r->start);
	struct entry *grouped = qn_malloc(in->n, sizeof *grouped);
	group(in, grouped);
	bool ok = check_unique(in, grouped, e);
	for (size_t q = 0; q < queries; q++)
		if (r->start[q + 1] - r->start[q] > most)
			most = r->start[q + 1] - r->start[q];
	struct sorted *scratch = qn_malloc(most, sizeof *scratch);
	r->hit = qn_malloc(in->n, sizeof *r->hit);
	for (size_t q = 0; q < queries && ok; q++)
		sort_query(r, grouped + r->start[q],
		           r->start[q + 1] - r->start[q], scratch,
		           r->hit + r->start[q]);
	free(scratch);
	free(grouped);
	return ok;
}

static bool read_lines(struct reader *in, struct qn_slice text,
                       struct qn_err *e)
{
	while (text.n) {
		if (in->line == MOST_LINES)
			return qn_fail(e, "%s: more than %u lines", in->name,
			               MOST_LINES);
		in->line++;
		if (!read_line(in, qn_textlines_cut(&text), e))
			return false;
	}
	if (in->qrels && in->n == 0)
		return qn_fail(e, "%s: holds no judgements", in->name);
	return true;
}

static struct qn_ranking *load(const char *path, bool qrels, struct qn_err *e)
{
	struct qn_bytes bytes = {.p = NULL};
	if (!qn_bytes_load(&bytes, path, e))
		return NULL;
	struct reader in = {.qrels = qrels};
	in.name = path && strcmp(path, "-") ? path : "standard input";
	in.r = qn_calloc(1, sizeof *in.r);
	bool ok = read_lines(&in, (struct qn_slice){bytes.p, bytes.n}, e) &&
	          arrange(&in, e);
	qn_bytes_release(&bytes);
	free(in.entry);
	if (ok)
		return in.r;
	qn_ranking_free(in.r);
	return NULL;
}

struct qn_ranking *qn_qrels_load(const char *path, struct qn_err *e)
{
	return load(path, true, e);
}

struct qn_ranking *qn_run_load(const char *path, struct qn_err *e)
{
	return load(path, false, e);
}

void qn_ranking_free(struct qn_ranking *r)
{
	if (!r)
		return;
	qn_map_release(&r->queries);
	qn_map_release(&r->docs);
	free(r->start);
	free(r->hit);
	free(r);
}

/* --- writing -------------------------------------------------------------- */

static bool check_name(struct qn_slice name, struct qn_err *e)
{
	bool ok = name.n > 0;
	for (size_t i = 0; i < name.n; i++)
		ok = ok && !is_space(name.p[i]);
	return ok || qn_fail(e,
	                     "a TREC run has no place for the name \"%.*s\": "
	                     "it is empty or holds white space",
	                     name.n < SHOWN ? (int)name.n : SHOWN, name.p);
}

bool qn_run_put(struct qn_output *out, struct qn_slice query,
                struct qn_slice doc, size_t rank, float score, const char *tag,
                struct qn_err *e)
{
	char text[QN_FLOAT_TEXT];
	if (!check_name(query, e) || !check_name(doc, e) ||
	    !check_name(qn_slice_of(tag), e))
		return false;
	qn_output_write(out, query.p, query.n);
	qn_output_puts(out, " Q0 ");
	qn_output_write(out, doc.p, doc.n);
	qn_output_printf(out, " %zu ", rank);
	qn_output_write(out, text, qn_float_write(text, score, 0));
	qn_output_printf(out, " %s\n", tag);
	return true;
}
