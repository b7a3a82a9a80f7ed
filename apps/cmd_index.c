/* SPDX-License-Identifier: MIT */
/*
 * cmd_index.c -- `quern index`: its verbs, and the one that describes an
 * index.
 */
#include "apps/cmd_index.h"

#include "apps/json.h"
#include "text/inverted.h"
#include "text/textlines.h"

static const struct command *const verbs[] = {
    &index_build,   &index_add,  &index_delete, &index_merge,
    &index_vectors, &index_info, NULL,
};

const struct command command_index = {
    .name = "index",
    .summary = "build an index of documents for `quern search`",
    .about = "An index is one file, mapped when it is searched.  It depends on "
             "its documents alone: one that was built in several steps is the "
             "same, byte for byte, as one built at once.",
    .verbs = verbs,
};

/* --- info ----------------------------------------------------------------- */

static void put_value(struct qn_output *out, struct qn_slice value)
{
	size_t digits = 0;
	while (digits < value.n && strchr("0123456789.e+-", value.p[digits]))
		digits++;
	if (value.n && digits == value.n)
		qn_output_write(out, value.p, value.n);
	else
		json_put_string(out, value);
}

/* A line "key<TAB>value", of JSON an item. */
static void put_fact(struct qn_output *out, struct qn_slice key,
                     struct qn_slice value, bool json)
{
	if (json) {
		qn_output_puts(out, ", ");
		json_put_string(out, key);
		qn_output_puts(out, ": ");
		put_value(out, value);
		return;
	}
	qn_output_write(out, key.p, key.n);
	qn_output_puts(out, "\t");
	qn_output_write(out, value.p, value.n);
	qn_output_puts(out, "\n");
}

/* All of them; stop words, a line each in `about`, are counted only. */
static void put_about(struct qn_output *out, struct qn_slice about, bool json)
{
	uint64_t stops = 0;
	while (about.n) {
		struct qn_slice line = qn_textlines_cut(&about);
		const char *tab = memchr(line.p, '\t', line.n);
		struct qn_slice key = {line.p, (size_t)(tab - line.p)};
		struct qn_slice value = {tab + 1, line.n - key.n - 1};
		if (qn_slice_eq(key, qn_slice_of("stop")))
			stops++;
		else
			put_fact(out, key, value, json);
	}
	qn_output_printf(
	    out, json ? ", \"stop_words\": %ju}\n" : "stop_words\t%ju\n",
	    (uintmax_t)stops);
}

static bool info(void *options, struct call *c)
{
	struct qn_buf about = {0};
	(void)options;
	struct qn_index *x = qn_index_open(c->operands.item[0], &c->e);
	if (!x)
		return false;
	bool json = c->common.json;
	struct qn_output *out = call_output(c);
	qn_output_printf(out,
	                 json ? "{\"terms\": %u, \"bytes\": %zu"
	                      : "terms\t%u\nbytes\t%zu\n",
	                 x->terms, x->file->file->n);
	qn_index_about_print(&x->about, &about);
	put_about(out, qn_buf_slice(&about), json);
	qn_buf_release(&about);
	qn_index_close(x);
	return qn_output_close(out, &c->e);
}

const struct command index_info = {
    .name = "info",
    .summary = "what an index holds and how it was made",
    .operands = "INDEX",
    .about = "Prints a key, a tab and a value a line.",
    .min_operands = 1,
    .max_operands = 1,
    .without = "seed threads",
    .run = info,
};
