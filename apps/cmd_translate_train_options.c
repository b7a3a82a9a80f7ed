/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_train_options.c -- what `quern translate train` may be told,
 * and what of it does not go together.
 */
#include "apps/cmd_translate_train.h"

#include <string.h>

#include "apps/cmd_lm_neural.h"

/* A small Transformer, for some ten thousand pairs as Multi30k has. */
const struct translate_training translate_train_defaults = {
    .arch = "transformer",
    .shape = {.layers = 3,
              .width = 256,
              .heads = 4,
              .inner = 512,
              .activation = QN_ACTIVATION_RELU,
              .shared = true,
              .tied = true},
    .units = 6000,
    .min_count = 1,
    .most = 250,
    .train = {.course = {.optim = {.kind = QN_OPTIM_ADAM,
                                   .schedule = QN_SCHEDULE_INVERSE,
                                   .rate = 0.002f,
                                   .mean = 0.9f,
                                   .square = 0.98f,
                                   .epsilon = 1e-9f,
                                   .warmup = 1000,
                                   .cooldown = 0.3f},
                         .log_every = 50},
              .epochs = 24,
              .batch = 1600,
              .lesson = {.dropout = 0.3f, .smooth = 0.1f}},
};

/* --- options -------------------------------------------------------------- */

static const char *const judges[] = {
    [QN_MTJUDGE_BLEU] = "bleu", [QN_MTJUDGE_LOSS] = "loss", NULL};
static const char *const activations[] = {
    [QN_ACTIVATION_GELU] = "gelu", [QN_ACTIVATION_RELU] = "relu", NULL};

static const char *const samplings[] = {[QN_MTSAMPLING_NONE] = "none",
                                        [QN_MTSAMPLING_LINEAR] = "linear",
                                        [QN_MTSAMPLING_EXPONENTIAL] =
                                            "exponential",
                                        [QN_MTSAMPLING_SIGMOID] = "sigmoid",
                                        NULL};

static const char *const scores[] = {[QN_MTSCORE_SCALED] = "scaled",
                                     [QN_MTSCORE_DOT] = "dot",
                                     [QN_MTSCORE_ADDITIVE] = "additive",
                                     NULL};

const struct option translate_train_options[] = {
    {.help = "Sentences"},
    {.names = "src source",
     OPTION_FIELD(struct translate_training, source),
     .argument = "FILE",
     .shown = "",
     .help = "sentences to translate, one a line"},
    {.names = "tgt target",
     OPTION_FIELD(struct translate_training, target),
     .argument = "FILE",
     .shown = "",
     .help = "their translations, line by line"},
    {.names = "valid-src",
     OPTION_FIELD(struct translate_training, valid_source),
     .argument = "FILE",
     .shown = "",
     .help = "held-out sentences, to judge the model by"},
    {.names = "valid-tgt",
     OPTION_FIELD(struct translate_training, valid_target),
     .argument = "FILE",
     .shown = "",
     .help = "their translations"},
    {.names = "bpe",
     OPTION_FIELD(struct translate_training, units),
     .max = 1 << 24,
     .argument = "N",
     .help = "subword units to learn; 0: words"},
    {.names = "bpe-model",
     OPTION_FIELD(struct translate_training, joint_model),
     .argument = "FILE",
     .shown = "",
     .help = "subword units of both sides, instead of such that are learnt: "
             "any model that \"bpe encode\" takes"},
    {.names = "src-bpe-model source-bpe-model",
     OPTION_FIELD(struct translate_training, source_model),
     .argument = "FILE",
     .shown = "",
     .help = "units of the sentences, without --shared"},
    {.names = "tgt-bpe-model target-bpe-model",
     OPTION_FIELD(struct translate_training, target_model),
     .argument = "FILE",
     .shown = "",
     .help = "units of their translations"},
    {.names = "min-count",
     OPTION_FIELD(struct translate_training, min_count),
     .min = 1,
     .max = 1e18,
     .argument = "N",
     .help = "words seen less often become <unk> (--bpe 0)"},
    {.names = "max-length",
     OPTION_FIELD(struct translate_training, most),
     .min = 1,
     .max = 65535,
     .argument = "N",
     .help = "pairs with more pieces on a side are left out"},
    TRANSLATE_TEXT_OPTIONS(struct translate_training, text),
    {.help = "Model"},
    {.names = "arch",
     OPTION_FIELD(struct translate_training, arch),
     .argument = "NAME",
     .help = "the kind of network: transformer, lstm or gru"},
    {.names = "dim hidden",
     OPTION_FIELD(struct translate_training, shape.width),
     .min = 1,
     .max = 65536,
     .argument = "N",
     .help = "numbers of a piece, and of a layer's row"},
    {.names = "layers",
     OPTION_FIELD(struct translate_training, shape.layers),
     .min = 1,
     .max = 256,
     .argument = "N",
     .help = "layers of the encoder"},
    {.names = "decoder-layers",
     OPTION_FIELD(struct translate_training, shape.decoder_layers),
     .min = 1,
     .max = 256,
     .argument = "N",
     .shown = "as --layers",
     .help = "layers of the decoder"},
    {.names = "heads",
     OPTION_FIELD(struct translate_training, shape.heads),
     .min = 1,
     .max = 65536,
     .argument = "N",
     .help = "heads of attention"},
    {.names = "inner",
     OPTION_FIELD(struct translate_training, shape.inner),
     .min = 1,
     .max = 262144,
     .argument = "N",
     .help = "units of the feed-forward layers"},
    {.names = "activation",
     OPTION_FIELD(struct translate_training, shape.activation),
     .choices = activations,
     .argument = "gelu|relu",
     .help = "of the feed-forward layers"},
    {.names = "attention",
     OPTION_FIELD(struct translate_training, shape.score),
     .choices = scores,
     .argument = "dot|scaled|additive",
     .help = "how pieces of the source are scored (lstm, gru)"},
    {.names = "input-feeding",
     OPTION_FIELD(struct translate_training, shape.feeding),
     .form = OPTION_SWITCH,
     .help = "what was attended to goes into the next step (lstm, gru)"},
    {.names = "post-norm",
     OPTION_FIELD(struct translate_training, shape.post),
     .form = OPTION_SWITCH,
     .help = "norms behind the layers' branches, not in front of them"},
    {.names = "shared",
     OPTION_FIELD(struct translate_training, shape.shared),
     .form = OPTION_SWITCH,
     .help = "one vocabulary and one embedding for both languages"},
    {.names = "tied",
     OPTION_FIELD(struct translate_training, shape.tied),
     .form = OPTION_SWITCH,
     .help = "one table for target pieces that come in and go out"},
    {.help = "Training"},
    {.names = "epochs",
     OPTION_FIELD(struct translate_training, train.epochs),
     .min = 1,
     .max = 1e9,
     .argument = "N",
     .help = "passes over the sentences"},
    {.names = "batch",
     OPTION_FIELD(struct translate_training, train.batch),
     .min = 1,
     .max = 1 << 24,
     .argument = "N",
     .help = "pieces of a batch, on either side"},
    {.names = "dropout",
     OPTION_FIELD(struct translate_training, train.lesson.dropout),
     .max = 0.99,
     .argument = "P",
     .help = "share of numbers between layers that are left out"},
    {.names = "label-smoothing",
     OPTION_FIELD(struct translate_training, train.lesson.smooth),
     .max = 0.99,
     .argument = "P",
     .help = "share of the target that is spread over all pieces"},
    {.names = "precision",
     OPTION_FIELD(struct translate_training, train.lesson.precision),
     .choices = lm_precisions,
     .argument = "f32|bf16",
     .help = "what numbers are rounded to when matrices are multiplied in "
             "training, but those of attention; bf16: numbers of 16 bits, "
             "bfloat16 or where the processor is faster with them "
             "half-precision floats"},
    {.names = "scheduled-sampling",
     OPTION_FIELD(struct translate_training, train.sampling.kind),
     .choices = samplings,
     .argument = "none|linear|exponential|sigmoid",
     .help = "how the share of pieces falls that the decoder reads of the "
             "text, and not of its own (lstm, gru)"},
    {.names = "sampling-half",
     OPTION_FIELD(struct translate_training, train.sampling.half),
     .max = 1e18,
     .argument = "N",
     .shown = "half of all",
     .help = "steps after which it is a half"},
    {.names = "sampling-least",
     OPTION_FIELD(struct translate_training, train.sampling.least),
     .max = 1,
     .argument = "P",
     .help = "but not less than P"},
    {.names = "optimizer",
     OPTION_FIELD(struct translate_training, train.course.optim.kind),
     .choices = lm_optimizers,
     .argument = "NAME",
     .help = "how gradients become steps; \"lm train\" has the list"},
    {.names = "lr learning-rate",
     OPTION_FIELD(struct translate_training, train.course.optim.rate),
     .max = 1e30,
     .argument = "RATE",
     .help = "highest learning rate"},
    {.names = "schedule",
     OPTION_FIELD(struct translate_training, train.course.optim.schedule),
     .choices = lm_schedules,
     .argument = "NAME",
     .help = "how it falls; inverse: with the root of the steps; plateau: "
             "whenever validation does not improve; step: every so many "
             "epochs"},
    {.names = "fall",
     OPTION_FIELD(struct translate_training, train.course.optim.fall),
     .min = 1e-9,
     .max = 1,
     .argument = "F",
     .shown = "plateau 0.25, step 0.5",
     .help = "what the rate is multiplied by then"},
    {.names = "fall-every",
     OPTION_FIELD(struct translate_training, train.course.optim.fall_every),
     .min = 1e-9,
     .max = 1e9,
     .argument = "N",
     .shown = "1",
     .help = "epochs from one step down to the next"},
    {.names = "warmup",
     OPTION_FIELD(struct translate_training, train.course.optim.warmup),
     .max = 1e18,
     .argument = "N",
     .help = "steps over which the rate rises to it"},
    {.names = "cooldown",
     OPTION_FIELD(struct translate_training, train.course.optim.cooldown),
     .max = 1,
     .argument = "P",
     .help = "share of all steps, at the end, over which it goes on to 0"},
    {.names = "clip",
     OPTION_FIELD(struct translate_training, train.course.optim.clip),
     .max = 1e30,
     .argument = "NORM",
     .shown = "",
     .help = "longest gradient"},
    {.names = "judge",
     OPTION_FIELD(struct translate_training, train.judge),
     .choices = judges,
     .argument = "bleu|loss",
     .help = "by what the best of all epochs is chosen, on held-out "
             "sentences"},
    {.names = "patience",
     OPTION_FIELD(struct translate_training, train.course.patience),
     .max = 1e9,
     .argument = "N",
     .shown = "",
     .help = "stop when N epochs have not improved that"},
    {.names = "average",
     OPTION_FIELD(struct translate_training, train.course.average),
     .max = 1e9,
     .argument = "N",
     .shown = "",
     .help = "the model has the mean of the parameters after the last N "
             "epochs, unless validation likes one of them better"},
    {.names = "checkpoint",
     OPTION_FIELD(struct translate_training, train.course.checkpoint_every),
     .max = 1e18,
     .argument = "N",
     .shown = "when interrupted",
     .help = "write MODEL.checkpoint after every N steps"},
    {.names = "resume",
     OPTION_FIELD(struct translate_training, train.course.resume),
     .help = "go on from MODEL.checkpoint where it exists"},
    {.names = "log",
     OPTION_FIELD(struct translate_training, train.course.log),
     .argument = "FILE",
     .shown = "",
     .help = "the course of training, a JSON object a line"},
    {.names = "log-every",
     OPTION_FIELD(struct translate_training, train.course.log_every),
     .min = 1,
     .max = 1e18,
     .argument = "N",
     .help = "steps from one line to the next"},
    {0},
};

/* --- what does not go together -------------------------------------------- */

/* What would be passed over in silence; NULL if nothing would. */
static const char *idle(const struct translate_training *o, bool recurrent)
{
	const struct qn_mtshape *s = &o->shape,
	                        *plain = &translate_train_defaults.shape;
	if (recurrent &&
	    (s->heads != plain->heads || s->inner != plain->inner ||
	     s->activation != plain->activation || s->post))
		return "--heads, --inner, --activation and --post-norm are a "
		       "transformer's";
	if (!recurrent && (s->score || s->feeding))
		return "--attention and --input-feeding are for lstm and gru";
	if (!recurrent && o->train.sampling.kind)
		return "--scheduled-sampling is for decoders that go step by "
		       "step: lstm and gru";
	if (!o->train.sampling.kind &&
	    (o->train.sampling.half != 0 || o->train.sampling.least != 0))
		return "--sampling-half and --sampling-least go with "
		       "--scheduled-sampling";
	if (!o->source_model != !o->target_model)
		return "--src-bpe-model and --tgt-bpe-model go together";
	if (o->joint_model && o->source_model)
		return "--bpe-model is for both sides: leave out "
		       "--src-bpe-model and --tgt-bpe-model";
	if ((o->joint_model || o->source_model) &&
	    o->units != translate_train_defaults.units)
		return "--bpe learns units, which --bpe-model brings";
	if (o->units && o->min_count != translate_train_defaults.min_count)
		return "--min-count is for words: --bpe 0";
	if (!o->valid_source && o->train.course.patience)
		return "--patience goes by --valid-src";
	if (!o->valid_source && o->train.judge)
		return "--judge goes by --valid-src";
	if (!o->valid_source &&
	    o->train.course.optim.schedule == QN_SCHEDULE_PLATEAU)
		return "--schedule plateau goes by --valid-src";
	return lm_idle_schedule(&o->train.course.optim);
}

static bool is_stdin(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

bool translate_train_check(struct translate_training *o, bool recurrent,
                           struct call *c)
{
	struct qn_err e = QN_ERR_INIT;
	const char *misuse = idle(o, recurrent);
	if (!c->common.output || strcmp(c->common.output, "-") == 0)
		return call_misuse(c, "say where the model goes: -o FILE");
	if (!o->source || !o->target)
		return call_misuse(c, "say what to learn from: --src FILE "
		                      "--tgt FILE");
	if (!o->valid_source != !o->valid_target)
		return call_misuse(c, "--valid-src and --valid-tgt go "
		                      "together");
	if (is_stdin(o->source) || is_stdin(o->target) ||
	    is_stdin(o->valid_source) || is_stdin(o->valid_target))
		return call_misuse(c, "sentences are read more than once: they "
		                      "have to be in files");
	if (misuse)
		return call_misuse(c, "%s", misuse);
	if (!o->shape.decoder_layers)
		o->shape.decoder_layers = o->shape.layers;
	if (o->source_model)
		o->shape.shared = false;
	lm_settle_momentum(&o->train.course.optim);
	return qn_mttrain_check(&o->train, &e) || call_misuse(c, "%s", e.text);
}
