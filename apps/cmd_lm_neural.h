/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_neural.h -- the networks of `quern lm train`, and their options.
 */
#ifndef QN_APPS_CMD_LM_NEURAL_H
#define QN_APPS_CMD_LM_NEURAL_H

#include "apps/command.h"
#include "apps/option.h"
#include "seq/lmtrain.h"

/* Zeros (of dropout and `tied`, less) become what suits the architecture. */
struct lm_neural_options {
	struct qn_net_shape shape;
	struct qn_lmtrain_options train;
	int tied;             /* shape.tied; by itself unless `adaptive`    */
	const char *adaptive; /* a list of cutoffs, or NULL               */
	size_t min_count;
	const char *bpe; /* file of byte pairs, or NULL: they are learnt */
	size_t bpe_size;
};

/* Behind the optimisers of the library: SGD with momentum, and what suits the
 * architecture. */
#define LM_OPTIMIZER_MOMENTUM QN_OPTIMIZERS
#define LM_OPTIMIZER_UNSAID   (QN_OPTIMIZERS + 1)

#define LM_NEURAL_DEFAULTS                                                     \
	{                                                                      \
		.tied = -1, .train = {                                         \
			.course = {.optim = {.kind = LM_OPTIMIZER_UNSAID,      \
			                     .mean = 0.9f,                     \
			                     .clip = -1},                      \
			           .log_every = 50},                           \
			.accumulate = 1,                                       \
			.lesson = {.dropout = -1}                              \
		}                                                              \
	}

extern const struct lm_arch lm_arch_lstm, lm_arch_gru, lm_arch_rnn,
    lm_arch_transformer, lm_arch_bert, lm_arch_bilstm, lm_arch_bigru;

extern const char *const lm_positions[],
    *const lm_precisions[], *const lm_activations[], *const lm_optimizers[],
                                                         *const lm_schedules[],
                                                             *const lm_begins[];

/* Give what was not said the value that suits the architecture. */
void lm_neural_settle(struct lm_neural_options *n,
                      const struct qn_net_class *class);

/* The optimiser that is called "momentum", and how far steps go on unless
 * said. */
void lm_settle_momentum(struct qn_optim_options *o);

/* What is said of falls that do not go with the schedule, or NULL. */
const char *lm_idle_schedule(const struct qn_optim_options *o);

/* What of `said`, which has become `n`, would be passed over in silence; NULL
 * if nothing would. */
const char *lm_neural_idle(const struct lm_neural_options *said,
                           const struct lm_neural_options *n, bool recurrent,
                           enum qn_lm_unit unit, const char *valid);

/* The text of the first operand as ids, and a vocabulary for it. */
bool lm_neural_read_text(const struct lm_neural_options *n,
                         struct qn_lmtext *text, struct qn_lmvocab *vocab,
                         struct call *c);

/* Whether -o is a file that can be written. */
bool lm_neural_can_save(struct call *c);

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
	     OPTION_FIELD(S, member.tied),                                     \
	     .form = OPTION_SWITCH,                                            \
	     .shown = "1; with --adaptive 0",                                  \
	     .help = "one table for pieces that come in and go out"},          \
	    {.names = "adaptive",                                              \
	     OPTION_FIELD(S, member.adaptive),                                 \
	     .argument = "N,N...",                                             \
	     .shown = "",                                                      \
	     .help = "of words by frequency, the first N are scored at "       \
	             "once, those up to the next N as one cluster of rarer "   \
	             "ones, and so on (adaptive softmax): for large "          \
	             "vocabularies"},                                          \
	    {.names = "adaptive-factor",                                       \
	     OPTION_FIELD(S, member.shape.adaptive.factor),                    \
	     .min = 1,                                                         \
	     .max = 65536,                                                     \
	     .argument = "F",                                                  \
	     .shown = "4",                                                     \
	     .help = "how many times fewer numbers a cluster has for a word "  \
	             "than the one before"},                                   \
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
	     .shown = "1",                                                     \
                                                                               \
	     .help = "pieces seen less often become <unk>"},                   \
	    {.names = "bpe",                                                   \
	     OPTION_FIELD(S, member.bpe),                                      \
	     .argument = "FILE",                                               \
	     .shown = "learnt from the text",                                  \
	     .help = "byte pairs that \"quern bpe train\" has learnt (--unit " \
	             "bpe)"},                                                  \
	    {.names = "bpe-size",                                              \
	     OPTION_FIELD(S, member.bpe_size),                                 \
	     .min = 257,                                                       \
	     .max = 1 << 24,                                                   \
	     .argument = "N",                                                  \
	     .shown = "8000",                                                  \
	     .help = "byte pairs to learn, the bytes included"},               \
	    {.names = "init",                                                  \
	     OPTION_FIELD(S, member.train.begin),                              \
	     .choices = lm_begins,                                             \
	     .argument = "own|xavier|he|uniform|normal|orthogonal",            \
	     .help = "how matrices begin; own: as suits the architecture"},    \
	    {.names = "init-scale",                                            \
	     OPTION_FIELD(S, member.train.begin_scale),                        \
	     .max = 1e9,                                                       \
	     .argument = "S",                                                  \
	     .shown = "uniform 0.1, normal 0.02, others 1",                    \
	     .help = "limit of uniform numbers, deviation of normal ones, "    \
	             "factor of the others"},                                  \
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
	    {.names = "accumulate",                                            \
	     OPTION_FIELD(S, member.train.accumulate),                         \
	     .min = 1,                                                         \
	     .max = 1 << 20,                                                   \
	     .argument = "N",                                                  \
	     .help = "batches whose gradients make a step"},                   \
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
	    {.names = "embed-dropout",                                         \
	     OPTION_FIELD(S, member.train.lesson.words),                       \
	     .max = 0.99,                                                      \
	     .argument = "P",                                                  \
	     .shown = "",                                                      \
	     .help = "share of the vocabulary that a batch goes without"},     \
	    {.names = "weight-dropout",                                        \
	     OPTION_FIELD(S, member.train.lesson.weights),                     \
	     .max = 0.99,                                                      \
	     .argument = "P",                                                  \
	     .shown = "",                                                      \
	     .help = "share of recurrent weights that a batch goes without "   \
	             "(recurrent networks)"},                                  \
	    {.names = "label-smoothing",                                       \
	     OPTION_FIELD(S, member.train.lesson.smooth),                      \
	     .max = 0.99,                                                      \
	     .argument = "P",                                                  \
	     .shown = "",                                                      \
	     .help = "share of the target that is spread over all pieces"},    \
	    {.names = "samples",                                               \
	     OPTION_FIELD(S, member.train.lesson.samples),                     \
	     .max = 1e9,                                                       \
	     .argument = "N",                                                  \
	     .shown = "",                                                      \
	     .help = "words, drawn anew for each batch, that stand for all "   \
	             "others in training (sampled softmax)"},                  \
	    {.names = "precision",                                             \
	     OPTION_FIELD(S, member.train.lesson.precision),                   \
	     .choices = lm_precisions,                                         \
	     .argument = "f32|bf16",                                           \
	     .help = "what numbers are rounded to when matrices are "          \
	             "multiplied in training, but those of attention and of "  \
	             "the head that tells labels; bf16: "                      \
	             "numbers of 16 bits, bfloat16 or where the processor is " \
	             "faster with them half-precision floats"},                \
	    {.names = "optimizer",                                             \
	     OPTION_FIELD(S, member.train.course.optim.kind),                  \
	     .choices = lm_optimizers,                                         \
	     .argument =                                                       \
	         "sgd|momentum|nesterov|adagrad|adadelta|rmsprop|adam|adamw",  \
	     .shown = "sgd; rnn, transformer adam",                            \
	     .help = "how gradients become steps"},                            \
	    {.names = "lr learning-rate",                                      \
	     OPTION_FIELD(S, member.train.course.optim.rate),                  \
	     .max = 1e30,                                                      \
	     .argument = "RATE",                                               \
	     .shown = "sgd 20, adam 0.003, of a transformer 0.001, adagrad "   \
	              "0.03, rmsprop 0.001, adadelta 1; times 1 - momentum",   \
	     .help = "learning rate"},                                         \
	    {.names = "schedule",                                              \
	     OPTION_FIELD(S, member.train.course.optim.schedule),              \
	     .choices = lm_schedules,                                          \
	     .argument = "cosine|constant|linear|inverse-sqrt|plateau|step",   \
	     .help = "how the rate falls: to a hundredth along a cosine, to "  \
	             "0 in a line, as 1 over the root of steps; "              \
	             "plateau: whenever validation does not improve; step: "   \
	             "every so many epochs"},                                  \
	    {.names = "fall",                                                  \
	     OPTION_FIELD(S, member.train.course.optim.fall),                  \
	     .min = 1e-9,                                                      \
	     .max = 1,                                                         \
	     .argument = "F",                                                  \
	     .shown = "plateau 0.25, step 0.5",                                \
	     .help = "what the rate is multiplied by then"},                   \
	    {.names = "fall-every",                                            \
	     OPTION_FIELD(S, member.train.course.optim.fall_every),            \
	     .min = 1e-9,                                                      \
	     .max = 1e9,                                                       \
	     .argument = "N",                                                  \
	     .shown = "1",                                                     \
	     .help = "epochs from one step down to the next"},                 \
	    {.names = "warmup",                                                \
	     OPTION_FIELD(S, member.train.course.optim.warmup),                \
	     .max = 1e18,                                                      \
	     .argument = "N",                                                  \
	     .shown = "",                                                      \
	     .help = "steps over which the rate rises first"},                 \
	    {.names = "momentum",                                              \
	     OPTION_FIELD(S, member.train.course.optim.momentum),              \
	     .max = 0.999999,                                                  \
	     .argument = "M",                                                  \
	     .shown = "momentum, nesterov 0.9",                                \
	     .help = "share of the step before that goes on (sgd, rmsprop)"},  \
	    {.names = "beta1",                                                 \
	     OPTION_FIELD(S, member.train.course.optim.mean),                  \
	     .max = 0.999999,                                                  \
	     .argument = "B",                                                  \
	     .help = "decay of the mean gradient (adam, adamw)"},              \
	    {.names = "beta2",                                                 \
	     OPTION_FIELD(S, member.train.course.optim.square),                \
	     .min = 1e-9,                                                      \
	     .max = 0.999999,                                                  \
	     .argument = "B",                                                  \
	     .shown = "adam 0.999, rmsprop 0.99, adadelta 0.9",                \
	     .help = "decay of the mean square"},                              \
	    {.names = "epsilon",                                               \
	     OPTION_FIELD(S, member.train.course.optim.epsilon),               \
	     .min = 1e-30,                                                     \
	     .max = 1,                                                         \
	     .argument = "E",                                                  \
	     .shown = "1e-8; adagrad 1e-10, adadelta 1e-6",                    \
	     .help = "added to the mean square's root"},                       \
	    {.names = "weight-decay",                                          \
	     OPTION_FIELD(S, member.train.course.optim.decay),                 \
	     .max = 1e30,                                                      \
	     .argument = "D",                                                  \
	     .shown = "",                                                      \
	     .help = "pull of parameters towards 0"},                          \
	    {.names = "clip",                                                  \
	     OPTION_FIELD(S, member.train.course.optim.clip),                  \
	     .max = 1e30,                                                      \
	     .argument = "NORM",                                               \
	     .shown = "sgd 0.25; adam 1",                                      \
	     .help = "longest gradient; 0: of any length"},                    \
	    {.names = "clip-value",                                            \
	     OPTION_FIELD(S, member.train.course.optim.clip_value),            \
	     .max = 1e30,                                                      \
	     .argument = "V",                                                  \
	     .shown = "",                                                      \
	     .help = "largest gradient of one parameter, after --clip"},       \
	    {.names = "patience",                                              \
	     OPTION_FIELD(S, member.train.course.patience),                    \
	     .max = 1e9,                                                       \
	     .argument = "N",                                                  \
	     .shown = "",                                                      \
	     .help = "stop when N epochs have not improved validation"},       \
	    {.names = "average",                                               \
	     OPTION_FIELD(S, member.train.course.average),                     \
	     .max = 1e9,                                                       \
	     .argument = "N",                                                  \
	     .shown = "",                                                      \
	     .help =                                                           \
	         "the model has the mean of the parameters after the last "    \
	         "N epochs, unless validation likes one of them better"},      \
	    {.names = "checkpoint",                                            \
	     OPTION_FIELD(S, member.train.course.checkpoint_every),            \
	     .max = 1e18,                                                      \
	     .argument = "N",                                                  \
	     .shown = "when interrupted",                                      \
	     .help = "write MODEL.checkpoint after every N steps"},            \
	    {.names = "resume",                                                \
	     OPTION_FIELD(S, member.train.course.resume),                      \
	     .help = "go on from MODEL.checkpoint where it exists"},           \
	    {.names = "log",                                                   \
	     OPTION_FIELD(S, member.train.course.log),                         \
	     .argument = "FILE",                                               \
	     .shown = "",                                                      \
	     .help = "the course of training, a JSON object a line"},          \
	{                                                                      \
		.names = "log-every",                                          \
		OPTION_FIELD(S, member.train.course.log_every), .min = 1,      \
		.max = 1e18, .argument = "N",                                  \
		.help = "steps from one line to the next"                      \
	}
#endif
