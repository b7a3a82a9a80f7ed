/* SPDX-License-Identifier: MIT */
/*
 * cmd_fasttext_train.h -- the options of the training verbs of
 * `quern fasttext`.
 */
#ifndef QN_APPS_CMD_FASTTEXT_TRAIN_H
#define QN_APPS_CMD_FASTTEXT_TRAIN_H

#include "apps/option.h"
#include "embed/fttrain.h"

struct fasttext_train {
	struct qn_ft_training train;
	const char *input;
	const char *pretrained;
	int loss; /* index into the names of losses */
	bool save_output;
	int verbose;
};

/* Of skipgram and cbow; of supervised. */
extern const struct fasttext_train fasttext_words_defaults;
extern const struct option fasttext_words_options[];
extern const struct fasttext_train fasttext_supervised_defaults;
extern const struct option fasttext_supervised_options[];
#endif
