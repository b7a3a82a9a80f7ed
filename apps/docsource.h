/* SPDX-License-Identifier: MIT */
/*
 * docsource.h -- where documents come from: options shared by every command
 * that reads them.
 *
 *	struct my_options { struct docsource docs; ... };
 *	static const struct option options[] = {
 *		DOCSOURCE_OPTIONS(struct my_options, docs), {0}};
 */
#ifndef QN_APPS_DOCSOURCE_H
#define QN_APPS_DOCSOURCE_H

#include "apps/analyser.h"
#include "apps/command.h"
#include "text/document.h"

struct docsource {
	struct qn_document_source source; /* but for its path and name */
	const char *id;    /* field or column of the name                */
	const char *title; /* the same of the title, for commands that
	                    * have a use for it                          */
};

/* Open what the options and a path (NULL: standard input) say; NULL with
 * c->e set. */
struct qn_documents *docsource_open(struct docsource *d, const char *path,
                                    struct call *c);

/* clang-format off */
#define DOCSOURCE_OPTIONS(S, member) \
	{.help = "Documents"}, \
	{.names = "jsonl", OPTION_FIELD(S, member.source.jsonl), \
	 .argument = "FIELD", .shown = "", \
	 .help = "a line is a JSON object, the text is this field of it"}, \
	{.names = "tsv", OPTION_FIELD(S, member.source.tsv), \
	 .min = 1, .max = OPTION_NO_LIMIT, .argument = "COLUMN", .shown = "", \
	 .help = "a line has columns with tabs between, the text is this " \
	         "one, from 1"}, \
	{.names = "id", OPTION_FIELD(S, member.id), \
	 .argument = "NAME", .shown = "", \
	 .help = "the field or column that names a document"}, \
	{.names = "encoding", OPTION_FIELD(S, member.source.encoding), \
	 .argument = "NAME", .shown = "UTF-8", \
	 .help = "what the input is in, by any name that ICU knows"}, \
	{.names = "invalid", OPTION_FIELD(S, member.source.invalid), \
	 .choices = analyser_invalid, .argument = "error|replace|skip", \
	 .help = "bytes that the encoding does not allow"}

#define DOCSOURCE_TITLE_OPTION(S, member) \
	{.names = "title", OPTION_FIELD(S, member.title), \
	 .argument = "NAME", .shown = "", \
	 .help = "the field or column that is a document's title"}
/* clang-format on */
#endif
