/* SPDX-License-Identifier: MIT */
/*
 * command.h -- what a command is, and what it is handed when it runs.
 *
 *	quern vectors nn --k 5 v.txt king
 *	      `command `verb `options `operands
 *
 * A command (or verb) is a `const struct command` in its own cmd_NAME.c:
 * names, help, an option table and a function.  main.c finds it, copies its
 * defaults, parses, and calls `run`.  cmd_vectors_info.c is a small example
 * of a verb, cmd_vectors.c of a command that has verbs.
 *
 * To add one: define `const struct command command_NAME` in cmd_NAME.c,
 * declare it at the end of this file, list it in commands.c.
 */
#ifndef QN_APPS_COMMAND_H
#define QN_APPS_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "apps/option.h"
#include "base/err.h"
#include "base/output.h"
#include "base/pool.h"
#include "base/progress.h"
#include "base/ranks.h"

/* The options that commands have in common. */
struct common {
	int threads; /* 0 = every core this process may use */
	uint64_t seed;
	bool quiet;
	bool json;
	const char *output; /* NULL or "-": standard output */
	bool help, version, man;
};
struct call;

struct command {
	const char *name;
	const char *summary;  /* one line: "word vectors from a corpus"     */
	const char *operands; /* for the usage line: "VECTORS [WORD...]"    */
	const char *about;    /* paragraphs for help and man, "\n\n" between */
	const struct command *const *verbs; /* ended by NULL; or NULL       */
	const struct option *options; /* ended by {0}; or NULL              */
	const void *defaults; /* the options' struct as it is before parsing */
	size_t size;          /* of that struct                              */
	int min_operands, max_operands; /* -1: as many as there are          */
	const char *without; /* common options that it has no use for: "seed
	                        json", or NULL.  threads, seed and quiet are
	                        taken all the same, but not offered: scripts
	                        give them to every command; others are
	                        refused.                                   */

	bool shared; /* several ranks can run it together (base/ranks.h)     */

	/* `options` points to a struct of `size` bytes, filled.  False: it
	 * failed and c->e says how. */
	bool (*run)(void *options, struct call *c);
};

/* One run of a command. */
struct call {
	const struct command *command; /* the verb, if there is one          */
	char name[64];                 /* "quern vectors nn"                 */
	struct common common;
	struct option_list operands;
	struct qn_err e; /* a sentence, without the command's name           */
	int status;      /* what to exit with, if all goes well              */
	bool misused;    /* the failure in `e` is one of the command line    */

	struct qn_ranks ranks; /* that run this command together             */
	struct qn_pool *pool;  /* use call_pool()     */
	struct bar *bar;       /* use call_progress() */
};

/* The common options of a command (NULL: all of them) as a table, which is
 * valid until the next call. */
const struct option *common_options(const struct command *command);

/* The thread pool, made at the first call; the call owns it.  It has as many
 * threads as were asked for, but no more than a small multiple of the cores:
 * that many are never needed to get a result. */
struct qn_pool *call_pool(struct call *c);

/* Whether this is the rank that writes and speaks: the first, or the only. */
bool call_first(const struct call *c);

/* What long work reports to: a bar, or nobody with --quiet and
 * on other ranks.  Valid until the
 * command returns; call_progress_end() prints the final line before that,
 * unless the call has failed. */
const struct qn_progress *call_progress(struct call *c);
void call_progress_end(struct call *c);

/* Where results go: -o FILE, or standard output.  Close it with
 * qn_output_close(out, &c->e). */
struct qn_output *call_output(struct call *c);

/* What a batch of lines came to has been written: where it goes to standard
 * output it is seen at once, for who asks line by line waits for the answer.
 * False when something was not written; closing the output tells what. */
bool call_show(struct call *c, struct qn_output *out);

/* The command line was wrong: a sentence, exit status 2.  Returns false. */
bool call_misuse(struct call *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Print "quern COMMAND: sentence" on standard error and go on; the exit
 * status will be 1. */
void call_complain(struct call *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same without touching the status. */
void call_warn(struct call *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Every command, by name, ended by NULL. */
extern const struct command *const commands[];

/* By name; NULL if there is none.  `near` (may be NULL) then receives the
 * name that differs least, or NULL. */
const struct command *command_find(const char *name, const char **near);
const struct command *command_verb(const struct command *, const char *name,
                                   const char **near);

extern const struct command command_bleu;
extern const struct command command_bpe;
extern const struct command command_completion;
extern const struct command command_demo;
extern const struct command command_docvec;
extern const struct command command_fasttext;
extern const struct command command_glove;
extern const struct command command_help;
extern const struct command command_index;
extern const struct command command_langid;
extern const struct command command_lda;
extern const struct command command_lm;
extern const struct command command_lsa;
extern const struct command command_ngrams;
extern const struct command command_nmf;
extern const struct command command_phrases;
extern const struct command command_plot;
extern const struct command command_search;
extern const struct command command_tfidf;
extern const struct command command_tokenize;
extern const struct command command_topics;
extern const struct command command_translate;
extern const struct command command_vectors;
extern const struct command command_vocab;
extern const struct command command_word2vec;
#endif
