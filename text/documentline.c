/* SPDX-License-Identifier: MIT */
/*
 * documentline.c -- UTF-8 first, then fields.
 */
#include "text/documentline.h"

#include <string.h>

#include "text/unicode.h"

void qn_line_scratch_release(struct qn_line_scratch *s)
{
	qn_buf_release(&s->mended);
	qn_jsonfield_release(&s->json);
}

/* Column `column`, from 1, of a line. */
static bool take_column(struct qn_slice line, unsigned column,
                        struct qn_slice *out, struct qn_err *why)
{
	for (unsigned left = column;; left--) {
		const char *tab = line.n ? memchr(line.p, '\t', line.n) : NULL;
		size_t n = tab ? (size_t)(tab - line.p) : line.n;
		if (left == 1) {
			*out = (struct qn_slice){line.p, n};
			return true;
		}
		if (!tab)
			return qn_fail(why, "it has no column %u", column);
		line.p += n + 1;
		line.n -= n + 1;
	}
}

/* The fields asked for of a line that is not blank; an object may be without
 * a title. */
static bool take_fields(const struct qn_document_source *s,
                        struct qn_slice line, struct qn_jsonfield *json,
                        struct qn_document *out, struct qn_err *why)
{
	if (s->tsv)
		return take_column(line, s->tsv, &out->text, why) &&
		       (!s->tsv_id ||
		        take_column(line, s->tsv_id, &out->name, why)) &&
		       (!s->tsv_title ||
		        take_column(line, s->tsv_title, &out->title, why));
	return qn_jsonfield_parse(json, line, why) &&
	       qn_jsonfield_text(json, s->jsonl, &out->text, why) &&
	       (!s->jsonl_title || !qn_jsonfield_has(json, s->jsonl_title) ||
	        qn_jsonfield_text(json, s->jsonl_title, &out->title, why)) &&
	       (!s->jsonl_id ||
	        qn_jsonfield_name(json, s->jsonl_id, &out->name, why));
}

static bool is_blank(struct qn_slice line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != ' ' && line.p[i] != '\t')
			return false;
	return true;
}

bool qn_document_of_line(const struct qn_document_source *source,
                         struct qn_slice line, struct qn_line_scratch *s,
                         struct qn_document *out, struct qn_err *why)
{
	*out = (struct qn_document){.text = line};
	if (!qn_utf8_admit(&line, source->invalid, &s->mended, why))
		return false;
	out->text = line;
	if (!source->jsonl && !source->tsv)
		return true;
	out->text.n = 0;
	return is_blank(line) || take_fields(source, line, &s->json, out, why);
}
