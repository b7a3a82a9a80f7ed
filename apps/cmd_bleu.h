/* SPDX-License-Identifier: MIT */
/*
 * cmd_bleu.h -- what `quern bleu` was asked for, and how it says the answer.
 */
#ifndef QN_APPS_CMD_BLEU_H
#define QN_APPS_CMD_BLEU_H

#include "apps/command.h"
#include "seq/mtcorpus.h"
#include "seq/mtsample.h"
#include "seq/mtsignature.h"

enum bleu_format { BLEU_JSON, BLEU_TEXT, BLEU_LATEX };
enum bleu_compat { BLEU_SACREBLEU, BLEU_MULTI };

struct bleu_options {
	struct option_list input, metrics;
	size_t references; /* columns of the one reference file */
	bool ragged;
	enum bleu_compat compat;
	const char *encoding;
	enum qn_invalid invalid;
	bool by_sentence;

	struct qn_bleu_options bleu;
	struct qn_chrf_options chrf;
	struct qn_ter_options ter;

	bool by_length;
	const char *by_field;
	const char *html;
	bool confidence, bootstrap, randomise;
	size_t confidence_n, bootstrap_n, randomise_n;
	uint64_t seed;

	bool brief, score_only, no_color, json;
	int width;
	enum bleu_format format;
	bool force;
	int jobs; /* threads, if they are given so */
	/* What sacreBLEU has and is refused here. */
	const char *test_set, *langpair;
};

extern const struct bleu_options bleu_defaults;
extern const struct option bleu_options[];

/* Most metrics of one run. */
#define BLEU_METRICS 3

/* The metrics that are asked for, each once, and all options complete; how
 * many, 0 after call_misuse(). */
size_t bleu_ask(struct bleu_options *o,
                struct qn_mt_metric metric[BLEU_METRICS], struct call *c);
bool bleu_is_paired(const struct bleu_options *o);

/* The same once it is known how many systems there are. */
bool bleu_check_systems(const struct bleu_options *o, size_t systems,
                        struct call *c);

/* Files of the systems, each once; then of the references; then that of
 * --by-field. */
struct bleu_files {
	struct qn_mt_file *file; /* [n] of [room] */
	size_t n, room, systems;
	struct qn_buf paths; /* of references that an operand stands for */
};

/* Free s->file, and s->paths with qn_buf_release(), in either case; false
 * after call_misuse(). */
bool bleu_list_files(const struct bleu_options *o, struct bleu_files *s,
                     struct call *c);

/* Names of the systems; free each and the array. */
char **bleu_name_systems(const struct bleu_options *o,
                         const struct bleu_files *s, size_t systems);

/* An answer, ready to be printed. */
struct bleu_answer {
	const struct bleu_options *o;
	const struct qn_mt_corpus *corpus;
	size_t references;         /* 0: their number varies       */
	const char *const *system; /* [systems] their names        */
	const struct qn_mt_sampling
	    *sampling;                 /* NULL: there was none         */
	struct qn_mt_verdict *verdict; /* [metrics][systems], if there was  */
};

/* The score of one system by one metric. */
double bleu_score(const struct bleu_answer *a, size_t metric, size_t system);

/* "33.3/9.1 (BP = ...)", which only BLEU has. */
void bleu_add_details(const struct qn_mt_metric *m, const double *sum,
                      struct qn_buf *out);

/* "BLEU|signature = 33.3 details": of a corpus or, with its sums, a
 * sentence. */
void bleu_add_line(const struct bleu_answer *a, size_t metric,
                   const double *sum, const struct qn_mt_verdict *v,
                   struct qn_buf *out);

/* What multi-bleu.perl has: false, after call_misuse(), for options that it
 * does not go with; the paths that its `stem` stands for, appended to
 * `paths` and to be freed with qn_buf_release(), each with a NUL behind it;
 * its line. */
bool bleu_multi_check(const struct bleu_options *o, struct call *c);
void bleu_multi_references(const char *stem, struct qn_buf *paths);
void bleu_multi_print(const struct bleu_answer *a, struct qn_output *out,
                      struct call *c);

void bleu_add_signature(const struct bleu_answer *a, size_t metric, bool brief,
                        struct qn_buf *out);

/* A number with as many decimals as are asked for, as JSON. */
void bleu_add_rounded(const struct bleu_answer *a, double x,
                      struct qn_buf *out);

/* Scores of groups, if they are asked for: as members of JSON that follow
 * others, on lines that begin with `indent`; as tables. */
void bleu_add_groups(const struct bleu_answer *a, size_t metric, size_t system,
                     const char *indent, struct qn_buf *out);
void bleu_print_groups(const struct bleu_answer *a, struct qn_output *out);

/* A table as text, or as LaTeX. */
struct boxtable;
void bleu_add_table(const struct bleu_answer *a, struct boxtable *t,
                    struct qn_buf *out);

/* One system; several of them. */
void bleu_print_one(const struct bleu_answer *a, struct qn_output *out);
void bleu_print_json_table(const struct bleu_answer *a, struct qn_output *out);
void bleu_print_table(const struct bleu_answer *a, struct qn_output *out);
#endif
