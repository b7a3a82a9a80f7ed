/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_train.h -- what the training verbs of `quern fasttext` share.
 */
#ifndef QN_APPS_CMD_FASTTEXT_TRAIN_H
#define QN_APPS_CMD_FASTTEXT_TRAIN_H

#include "apps/command.h"
#include "embed/ftautotune.h"
#include "embed/fttrain.h"

struct fasttext_train {
	struct qn_ft_training train;
	const char *input;
	const char *pretrained;
	int loss; /* index into the names of losses */
	bool save_output;
	int verbose;

	/* supervised */
	struct qn_ft_autotune search; /* validation NULL: none is asked for */
	const char *metric, *model_size;
	int dsub;
};

/* Of skipgram and cbow; of supervised. */
extern const struct fasttext_train fasttext_words_defaults;
extern const struct option fasttext_words_options[];
extern const struct fasttext_train fasttext_supervised_defaults;
extern const struct option fasttext_supervised_options[];

/* Supervised: defaults for what was not given; what was, is fixed. */
void fasttext_take_given(struct fasttext_train *o);

/* Find the arguments of o->search, and train. */
struct qn_ft_model *fasttext_autotune(struct fasttext_train *o, struct call *c,
                                      struct qn_corpus *text);

/* Whether o->search makes sense; its numbers from their texts. */
bool fasttext_check_search(struct fasttext_train *o, struct call *c);
#endif
