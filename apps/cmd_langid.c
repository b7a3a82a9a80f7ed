/* SPDX-License-Identifier: MIT */
/*
 * cmd_langid.c -- `quern langid`: the language of each line, or file.
 */
#include "apps/cmd_langid.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/batches.h"
#include "text/textlines.h"

static const struct command *const verbs[] = {&langid_train, &langid_test,
                                              NULL};

/* --- input ---------------------------------------------------------------- */

static size_t do_lines(void *ctx, size_t lane, struct qn_slice rest,
                       uint64_t offset, struct qn_err *e)
{
	(void)offset;
	(void)e;
	while (rest.n)
		langid_treat(ctx, lane, qn_textlines_cut(&rest));
	return 0; /* none fails, so nobody asks */
}

static bool write_batch(void *ctx, struct qn_err *e)
{
	struct langid_work *w = ctx;
	(void)e; /* the call's */
	for (size_t i = 0; i < w->lanes; i++)
		qn_output_drain(w->out, &w->lane[i].text);
	return call_show(w->c, w->out);
}

static void do_file(struct langid_work *w, const char *path)
{
	struct qn_bytes bytes = {0};
	if (!qn_bytes_load(&bytes, path, &w->c->e))
		return;
	langid_treat(w, 0, (struct qn_slice){bytes.p, bytes.n});
	write_batch(w, &w->c->e);
	qn_bytes_release(&bytes);
}

static void do_source(struct langid_work *w, const char *path)
{
	const struct qn_batch_work lines = {
	    .ctx = w, .lines = do_lines, .batch = write_batch};
	if (w->o->file)
		do_file(w, path);
	else
		qn_batches(path, NULL, QN_INVALID_ERROR, call_pool(w->c),
		           &lines, &w->c->e);
}

/* --- all of it ------------------------------------------------------------ */

static size_t find_label(const struct languages *l, struct qn_slice label)
{
	size_t i = 0, n = languages_count(l);
	while (i < n && !qn_slice_eq(languages_label(l, i), label))
		i++;
	return i;
}

/* --only en,de: which labels are answers. */
static bool read_only(struct langid_work *w, const char *names)
{
	size_t n = languages_count(w->languages);
	w->only = qn_calloc(n, sizeof *w->only);
	while (*names) {
		size_t length = strcspn(names, ",");
		struct qn_slice name = {names, length};
		size_t i = find_label(w->languages, name);
		if (i == n)
			return call_misuse(w->c,
			                   "--only: the model has no \"%.*s\"",
			                   (int)length, names);
		w->only[i] = true;
		names += length + (names[length] == ',');
	}
	return true;
}

static bool open_all(struct langid_work *w)
{
	w->lanes = (size_t)qn_pool_threads(call_pool(w->c));
	w->languages = languages_open(w->o->model, w->lanes, &w->own, &w->c->e);
	if (w->languages && w->o->spans && !w->own)
		return call_misuse(w->c, "--spans: not with a fastText model");
	if (!w->languages || (w->o->only && !read_only(w, w->o->only)))
		return false;
	size_t n = languages_count(w->languages);
	w->top = w->o->top < n ? (size_t)w->o->top : n;
	w->lane = qn_calloc(w->lanes, sizeof *w->lane);
	for (size_t i = 0; i < w->lanes; i++)
		w->lane[i].guess = qn_calloc(w->top, sizeof *w->lane->guess);
	w->out = call_output(w->c);
	return w->out;
}

static bool close_all(struct langid_work *w)
{
	for (size_t i = 0; w->lane && i < w->lanes; i++) {
		qn_buf_release(&w->lane[i].text);
		free(w->lane[i].guess);
		qn_langid_spans_release(&w->lane[i].spans);
	}
	free(w->lane);
	free(w->only);
	languages_close(w->languages);
	return qn_output_close(w->out, &w->c->e);
}

static bool run(void *options, struct call *c)
{
	struct langid_work w = {.c = c, .o = options};
	if (w.o->only && !*w.o->only)
		return call_misuse(c, "--only: name a language, as in "
		                      "--only en,de");
	if (open_all(&w)) {
		if (!c->operands.n)
			do_source(&w, NULL);
		for (size_t i = 0; i < c->operands.n && !c->e.failed; i++)
			do_source(&w, c->operands.item[i]);
	}
	return close_all(&w);
}

static const struct langid_options defaults = {.top = 1};

static const struct option options[] = {
    LANGID_MODEL_OPTION(struct langid_options),
    {.names = "top k",
     OPTION_FIELD(struct langid_options, top),
     .min = 1,
     .max = OPTION_NO_LIMIT,
     .argument = "K",
     .help = "so many answers a line, the most likely first"},
    {.names = "only",
     OPTION_FIELD(struct langid_options, only),
     .argument = "LABELS",
     .shown = "all",
     .help = "these languages only, as en,de,fr; their probabilities sum to "
             "1"},
    {.names = "min-confidence",
     OPTION_FIELD(struct langid_options, min_confidence),
     .min = 0,
     .max = 1,
     .argument = "P",
     .help =
         "answer und where no probability reaches P; 0.35 keeps out most of "
         "what is no text and loses hardly a sentence"},
    {.names = "file",
     OPTION_FIELD(struct langid_options, file),
     .help = "each file is one text, with one answer"},
    {.names = "spans",
     OPTION_FIELD(struct langid_options, spans),
     .help = "cut each line where the language changes"},
    {0},
};

const struct command command_langid = {
    .name = "langid",
    .summary = "the language of each line",
    .operands = "[FILE...]",
    .about =
        "For each line a line with a label, a tab and its probability.  Labels "
        "are ISO 639-1 codes where one exists, else ISO 639-3; und is the "
        "answer to a line without letters, and to one in no language: source "
        "code, base64, random letters.\n\n"
        "With --spans there is a line for each span of a line, label, "
        "probability and text with tabs between, and an empty line behind "
        "them.\n\n"
        "With --json a line is an object {\"languages\": [{\"label\", "
        "\"probability\"}]}, with --spans {\"spans\": [{\"begin\", \"end\", "
        "\"label\", \"probability\"}]}, in bytes of the line.",
    .verbs = verbs,
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = -1,
    .without = "seed",
    .run = run,
};
