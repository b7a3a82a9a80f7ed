/* SPDX-License-Identifier: MIT */
/*
 * cmd_index.c -- `quern index`: its verbs, and the one that describes an
 * index.
 */
#include "apps/cmd_index.h"

#include "apps/json.h"
#include "text/inverted.h"

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

/* --- info ------------------------------------------------------------------ */

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

/* Lines of a key, a tab and a value; stop words, which repeat, are left out. */
static void put_json(struct qn_output *out, struct qn_slice about)
{
	const char *comma = "{";
	while (about.n) {
		const char *tab = memchr(about.p, '\t', about.n);
		const char *end = memchr(about.p, '\n', about.n);
		struct qn_slice key = {about.p, (size_t)(tab - about.p)};
		struct qn_slice value = {tab + 1, (size_t)(end - tab - 1)};
		about.n -= (size_t)(end + 1 - about.p);
		about.p = end + 1;
		if (qn_slice_eq(key, qn_slice_of("stop")))
			continue;
		qn_output_puts(out, comma);
		json_put_string(out, key);
		qn_output_puts(out, ": ");
		put_value(out, value);
		comma = ", ";
	}
	qn_output_puts(out, "}\n");
}

static bool info(void *options, struct call *c)
{
	struct qn_buf about = {0};
	(void)options;
	struct qn_index *x = qn_index_open(c->operands.item[0], &c->e);
	if (!x)
		return false;
	qn_buf_printf(&about, "terms\t%u\n", x->terms);
	qn_buf_printf(&about, "bytes\t%zu\n", x->file->file->n);
	qn_index_about_print(&x->about, &about);
	struct qn_output *out = call_output(c);
	if (c->common.json)
		put_json(out, qn_buf_slice(&about));
	else
		qn_output_write(out, about.p, about.n);
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
