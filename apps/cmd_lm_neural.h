/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_neural.h -- the networks of `quern lm train`, and their options.
 */
#ifndef QN_APPS_CMD_LM_NEURAL_H
#define QN_APPS_CMD_LM_NEURAL_H

#include "apps/option.h"
#include "seq/lmtrain.h"

/* Zeros (of dropout, less) become what suits the architecture. */
struct lm_neural_options {
	struct qn_net_shape shape;
	struct qn_lmtrain_options train;
	size_t min_count;
};

/* What suits the architecture. */
#define LM_OPTIMIZER_UNSAID (QN_OPTIM_ADAMW + 1)

#define LM_NEURAL_DEFAULTS                                                     \
	{                                                                      \
		.shape = {.tied = true},                                       \
		.train = {.optim = {.kind = LM_OPTIMIZER_UNSAID,               \
		                    .mean = 0.9f,                              \
		                    .square = 0.999f,                          \
		                    .epsilon = 1e-8f},                         \
		          .lesson = {.dropout = -1},                           \
		          .log_every = 50},                                    \
		.min_count = 1                                                 \
	}

extern const struct lm_arch lm_arch_lstm, lm_arch_gru, lm_arch_rnn,
    lm_arch_transformer;

extern const char *const lm_positions[],
    *const lm_activations[], *const lm_optimizers[], *const lm_schedules[];

/* For tables of options; `member` is a struct lm_neural_options of S. */
#define LM_NEURAL_OPTIONS(S, member)                                           \
	{.help = "Networks"},                                                  \
	    {.names = "layers",                                                \
	     OPTION_FIELD(S, member.shape.layers),                             \
	     .min = 1,                                                         \
	     .max = 256,                                                       \
	     .argument = "N",                                                  \
	     .shown = "2; transformer 4",                                      \
	     .help = "layers, one on the other"},                              \
	    {.names = "hidden",                                                \
	     OPTION_FIELD(S, member.shape.hidden),                             \
	     .min = 1,                                                         \
	     .max = 65536,                                                     \
	     .argument = "N",                                                  \
	     .shown = "200; transformer 256",                                  \
	     .help = "units of a layer"},                                      \
	    {.names = "embed",                                                 \
	     OPTION_FIELD(S, member.shape.embed),                              \
	     .min = 1,                                                         \
	     .max = 65536,                                                     \
	     .argument = "N",                                                  \
	     .shown = "as --hidden",                                           \
	     .help = "numbers of a piece, in front of the first layer"},       \
	    {.names = "tied",                                                  \
	     OPTION_FIELD(S, member.shape.tied),                               \
	     .form = OPTION_SWITCH,                                            \
	     .help = "one table for pieces that come in and go out"},          \
	    {.names = "heads",                                                 \
	     OPTION_FIELD(S, member.shape.heads),                              \
	     .min = 1,                                                         \
	     .max = 65536,                                                     \
	     .argument = "N",                                                  \
	     .shown = "of 64 units each",                                      \
	     .help = "heads of attention (transformer)"},                      \
	    {.names = "inner",                                                 \
	     OPTION_FIELD(S, member.shape.inner),                              \
	     .min = 1,                                                         \
	     .max = 262144,                                                    \
	     .argument = "N",                                                  \
	     .shown = "4 times --hidden",                                      \
	     .help = "units of the feed-forward layers (transformer)"},        \
	    {.names = "positions",                                             \
	     OPTION_FIELD(S, member.shape.positions),                          \
	     .choices = lm_positions,                                          \
	     .argument = "learned|sinus|rotary",                               \
	     .help = "how positions are told (transformer)"},                  \
	    {.names = "activation",                                            \
	     OPTION_FIELD(S, member.shape.activation),                         \
	     .choices = lm_activations,                                        \
	     .argument = "gelu|relu",                                          \
	     .help = "of the feed-forward layers (transformer)"},              \
	    {.names = "min-count",                                             \
	     OPTION_FIELD(S, member.min_count),                                \
	     .min = 1,                                                         \
	     .max = 1e18,                                                      \
	     .argument = "N",                                                  \
	     .help = "pieces seen less often become <unk>"},                   \
	    {.help = "Training of networks"},                                  \
	    {.names = "epochs",                                                \
	     OPTION_FIELD(S, member.train.epochs),                             \
	     .min = 1,                                                         \
	     .max = 1e9,                                                       \
	     .argument = "N",                                                  \
	     .shown = "13; transformer 10",                                    \
	     .help = "passes over the text"},                                  \
	    {.names = "batch",                                                 \
	     OPTION_FIELD(S, member.train.batch),                              \
	     .min = 1,                                                         \
	     .max = 1 << 20,                                                   \
	     .argument = "N",                                                  \
	     .shown = "20; transformer 16",                                    \
	     .help = "sequences side by side"},                                \
	    {.names = "bptt context",                                          \
	     OPTION_FIELD(S, member.train.bptt),                               \
	     .min = 1,                                                         \
	     .max = 1 << 20,                                                   \
	     .argument = "N",                                                  \
	     .shown = "35; transformer 128",                                   \
	     .help = "pieces of a sequence: how far gradients go back, and "   \
	             "how far a transformer ever looks back"},                 \
	    {.names = "dropout",                                               \
	     OPTION_FIELD(S, member.train.lesson.dropout),                     \
	     .max = 0.99,                                                      \
	     .argument = "P",                                                  \
	     .shown = "0.25; transformer 0.1",                                 \
	     .help = "share of numbers between layers that are left out"},     \
	    {.names = "locked",                                                \
	     OPTION_FIELD(S, member.train.lesson.locked),                      \
	     .help = "leave out the same ones at all steps of a sequence "     \
	             "(recurrent networks)"},                                  \
	    {.names = "label-smoothing",                                       \
	     OPTION_FIELD(S, member.train.lesson.smooth),                      \
	     .max = 0.99,                                                      \
	     .argument = "P",                                                  \
	     .shown = "",                                                      \
	     .help = "share of the target that is spread over all pieces"},    \
	    {.names = "optimizer",                                             \
	     OPTION_FIELD(S, member.train.optim.kind),                         \
	     .choices = lm_optimizers,                                         \
	     .argument = "sgd|nesterov|adam|adamw",                            \
	     .shown = "sgd; rnn, transformer adam",                            \
	     .help = "how gradients become steps"},                            \
	    {.names = "lr learning-rate",                                      \
	     OPTION_FIELD(S, member.train.optim.rate),                         \
	     .max = 1e30,                                                      \
	     .argument = "RATE",                                               \
	     .shown = "sgd 20; adam 0.003, of a transformer 0.001",            \
	     .help = "learning rate"},                                         \
	    {.names = "schedule",                                              \
	     OPTION_FIELD(S, member.train.optim.schedule),                     \
	     .choices = lm_schedules,                                          \
	     .argument = "cosine|constant|linear|inverse|plateau",             \
	     .help = "how the rate falls; plateau: to a quarter whenever "     \
	             "validation does not improve"},                           \
	    {.names = "warmup",                                                \
	     OPTION_FIELD(S, member.train.optim.warmup),                       \
	     .max = 1e18,                                                      \
	     .argument = "N",                                                  \
	     .shown = "",                                                      \
	     .help = "steps over which the rate rises first"},                 \
	    {.names = "momentum",                                              \
	     OPTION_FIELD(S, member.train.optim.momentum),                     \
	     .max = 0.999999,                                                  \
	     .argument = "M",                                                  \
	     .shown = "",                                                      \
	     .help = "share of the step before that goes on (sgd, nesterov)"}, \
	    {.names = "beta1",                                                 \
	     OPTION_FIELD(S, member.train.optim.mean),                         \
	     .max = 0.999999,                                                  \
	     .argument = "B",                                                  \
	     .help = "decay of the mean gradient (adam, adamw)"},              \
	    {.names = "beta2",                                                 \
	     OPTION_FIELD(S, member.train.optim.square),                       \
	     .max = 0.999999,                                                  \
	     .argument = "B",                                                  \
	     .help = "decay of the mean square (adam, adamw)"},                \
	    {.names = "weight-decay",                                          \
	     OPTION_FIELD(S, member.train.optim.decay),                        \
	     .max = 1e30,                                                      \
	     .argument = "D",                                                  \
	     .shown = "",                                                      \
	     .help = "pull of parameters towards 0"},                          \
	    {.names = "clip",                                                  \
	     OPTION_FIELD(S, member.train.optim.clip),                         \
	     .max = 1e30,                                                      \
	     .argument = "NORM",                                               \
	     .shown = "sgd 0.25; adam 1",                                      \
	     .help = "longest gradient"},                                      \
	    {.names = "patience",                                              \
	     OPTION_FIELD(S, member.train.patience),                           \
	     .max = 1e9,                                                       \
	     .argument = "N",                                                  \
	     .shown = "",                                                      \
	     .help = "stop when N epochs have not improved validation"},       \
	    {.names = "checkpoint",                                            \
	     OPTION_FIELD(S, member.train.checkpoint_every),                   \
	     .max = 1e18,                                                      \
	     .argument = "N",                                                  \
	     .shown = "when interrupted",                                      \
	     .help = "write MODEL.checkpoint after every N steps"},            \
	    {.names = "resume",                                                \
	     OPTION_FIELD(S, member.train.resume),                             \
	     .help = "go on from MODEL.checkpoint where it exists"},           \
	    {.names = "log",                                                   \
	     OPTION_FIELD(S, member.train.log),                                \
	     .argument = "FILE",                                               \
	     .shown = "",                                                      \
	     .help = "the course of training, a JSON object a line"},          \
	{                                                                      \
		.names = "log-every", OPTION_FIELD(S, member.train.log_every), \
		.min = 1, .max = 1e18, .argument = "N",                        \
		.help = "steps from one line to the next"                      \
	}
#endif
