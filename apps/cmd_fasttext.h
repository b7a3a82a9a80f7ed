/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext.h -- what the verbs of `quern fasttext` share.
 */
#ifndef QN_APPS_CMD_FASTTEXT_H
#define QN_APPS_CMD_FASTTEXT_H

#include "apps/command.h"
#include "embed/ftbest.h"
#include "embed/ftmeter.h"
#include "embed/ftvector.h"

extern const struct command fasttext_supervised;
extern const struct command fasttext_skipgram;
extern const struct command fasttext_cbow;
extern const struct command fasttext_predict;
extern const struct command fasttext_predict_prob;
extern const struct command fasttext_quantize;
extern const struct command fasttext_test;
extern const struct command fasttext_test_label;
extern const struct command fasttext_print_word_vectors;
extern const struct command fasttext_print_sentence_vectors;
extern const struct command fasttext_print_ngrams;
extern const struct command fasttext_nn;
extern const struct command fasttext_analogies;
extern const struct command fasttext_dump;

/* Tell how many steps of training were cut short, if any. */
void fasttext_say_clipped(struct call *c, double clipped);

/* Operand i as a whole number and as a number, if it is there; false with the
 * call misused when it is something else.  `name` is what it is. */
bool fasttext_int(struct call *c, size_t i, const char *name, int *value);
bool fasttext_float(struct call *c, size_t i, const char *name, float *value);

/* The two operands behind MODEL and TEXT that say which labels count. */
struct fasttext_limits {
	size_t k;        /* labels a line at most      */
	float threshold; /* least probability          */
};
bool fasttext_limits(struct call *c, struct fasttext_limits *limits);

/* A thread's part of the work. */
struct fasttext_lane {
	struct qn_ft_reader *reader;
	struct qn_ft_line line[2];     /* the present one and the next    */
	struct qn_ft_guesses *guesses; /* NULL where nothing is predicted */
	struct qn_ft_best *best;       /* where one label is enough, or NULL */
	struct qn_ft_scored label;     /* which then is this one          */
	struct qn_ft_meter meter;      /* where something is counted      */
	float *vector;                 /* [dim]                           */
	struct qn_buf text;            /* output that is not yet written  */
};

/* Lines of a text through a model, by all threads. */
struct fasttext_work {
	struct call *c;
	struct qn_ft_model *model;
	struct qn_ft_classifier *classifier; /* or NULL */
	struct qn_output *out;
	struct fasttext_lane *lane; /* [lanes] */
	size_t lanes;
	struct fasttext_limits limits;
	bool labels; /* are predicted, and nobody asks how likely they are */

	/* Do a line, which is taken off `text` (not empty); or what is done
	 * with each line whose features are known, if labels are predicted. */
	void (*line)(const struct fasttext_work *w, struct fasttext_lane *lane,
	             struct qn_slice *text);
	void (*example)(const struct fasttext_work *w,
	                struct fasttext_lane *lane,
	                const struct qn_ft_line *line);
};

/* Load the model, which is the first operand, and make lanes; with `predicts`
 * a classifier too.  False with c->e set.  Either way fasttext_close() is to
 * follow, which is false when anything has failed. */
bool fasttext_open(struct fasttext_work *w, struct call *c, bool predicts);
bool fasttext_close(struct fasttext_work *w);

/* The labels of a line, best first, `*n` of them; without their scores if
 * w->labels.  Valid until the lane's next line. */
const struct qn_ft_scored *fasttext_guess(const struct fasttext_work *w,
                                          struct fasttext_lane *l,
                                          const struct qn_ft_line *line,
                                          size_t *n);

/* All lines of a file (NULL or "-": standard input), and write what became of
 * them in their order. */
bool fasttext_lines(struct fasttext_work *w, const char *path);
#endif
