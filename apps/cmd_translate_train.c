/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_train.c -- `quern translate train`: a model from pairs of
 * sentences.
 */
#include "apps/cmd_lm_neural.h"
#include "apps/cmd_translate.h"

#include <string.h>

#include "apps/signals.h"
#include "apps/training.h"
#include "seq/translatetrain.h"

struct train_options {
	const char *source, *target, *valid_source, *valid_target;
	const char *arch;
	struct qn_mtshape shape;
	unsigned units; /* 0: words */
	uint64_t min_count;
	size_t most; /* pieces of a sentence */
	struct qn_mttrain_options train;
};

/* --- what is learnt from ------------------------------------------------------ */

struct data {
	struct qn_mtvocab source, target; /* target: unless it is joint */
	struct qn_mtpairs pairs, valid;
};

static void release(struct data *d)
{
	qn_mtvocab_release(&d->source);
	qn_mtvocab_release(&d->target);
	qn_mtpairs_release(&d->pairs);
	qn_mtpairs_release(&d->valid);
}

static bool learn_vocab(struct data *d, const struct train_options *o,
                        struct call *c)
{
	const char *const file[2] = {o->source, o->target};
	if (o->shape.shared)
		return qn_mtvocab_learn(&d->source, file, 2, o->units,
		                        o->min_count, call_pool(c),
		                        call_progress(c), &c->e);
	return qn_mtvocab_learn(&d->source, file, 1, o->units, o->min_count,
	                        call_pool(c), call_progress(c), &c->e) &&
	       qn_mtvocab_learn(&d->target, file + 1, 1, o->units, o->min_count,
	                        call_pool(c), call_progress(c), &c->e);
}

static bool read_data(struct data *d, const struct train_options *o,
                      struct call *c)
{
	const struct qn_mtvocab *x = &d->source;
	const struct qn_mtvocab *y = o->shape.shared ? x : &d->target;
	if (!learn_vocab(d, o, c) ||
	    !qn_mtpairs_read(&d->pairs, o->source, o->target, x, y, o->most,
	                     false, call_progress(c), &c->e))
		return false;
	if (d->pairs.skipped && !c->common.quiet)
		call_warn(c,
		          "%zu pairs of sentences are empty on one side, or of "
		          "more than %zu pieces, and were left out",
		          d->pairs.skipped, o->most);
	return !o->valid_source ||
	       qn_mtpairs_read(&d->valid, o->valid_source, o->valid_target, x,
	                       y, 0, true, NULL, &c->e);
}

/* --- training ----------------------------------------------------------------- */

static bool learn(struct train_options *o, const struct qn_mtnet_class *class,
                  struct call *c)
{
	struct data d = {.source = {.bpe = NULL}};
	struct qn_translator *m = NULL;
	if (read_data(&d, o, c))
		m = qn_translator_new(class, &o->shape, &d.source,
		                      o->shape.shared ? NULL : &d.target,
		                      &c->e);
	o->train.valid = o->valid_source ? &d.valid : NULL;
	signals_defer_both();
	if (m && qn_mttrain(m, &d.pairs, &o->train, call_pool(c), &c->e)) {
		call_progress_end(c);
		qn_translator_save(m, c->common.output, &c->e);
	}
	qn_translator_free(m);
	release(&d);
	return !c->e.failed;
}

/* A small Transformer, for some ten thousand pairs as Multi30k has. */
static const struct train_options defaults = {
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
                                   .fall = 1,
                                   .cooldown = 0.3f},
                         .log_every = 50},
              .epochs = 24,
              .batch = 1600,
              .lesson = {.dropout = 0.3f, .smooth = 0.1f}},
};

/* What would be passed over in silence; NULL if nothing would. */
static const char *idle(const struct train_options *o, bool recurrent)
{
	const struct qn_mtshape *s = &o->shape, *plain = &defaults.shape;
	if (recurrent &&
	    (s->heads != plain->heads || s->inner != plain->inner ||
	     s->activation != plain->activation || s->post))
		return "--heads, --inner, --activation and --post-norm are a "
		       "transformer's";
	if (!recurrent && (s->score || s->feeding))
		return "--attention and --input-feeding are for lstm and gru";
	if (o->units && o->min_count != defaults.min_count)
		return "--min-count is for words: --bpe 0";
	if (!o->valid_source && o->train.course.patience)
		return "--patience goes by --valid-src";
	if (!o->valid_source && o->train.judge)
		return "--judge goes by --valid-src";
	if (!o->valid_source &&
	    o->train.course.optim.schedule == QN_SCHEDULE_PLATEAU)
		return "--schedule plateau goes by --valid-src";
	return NULL;
}

static bool is_stdin(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

static bool check(const struct train_options *o, bool recurrent, struct call *c)
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
	return qn_mttrain_check(&o->train, &e) || call_misuse(c, "%s", e.text);
}

static bool train(void *options, struct call *c)
{
	struct train_options *o = options;
	const struct qn_mtnet_class *class = qn_mtnet_class(o->arch);
	const struct qn_progress progress = training_progress(c);
	struct qn_buf checkpoint = {0};
	if (!class)
		return call_misuse(
		    c, "--arch: \"%s\" is none of transformer, lstm, gru",
		    o->arch);
	if (!o->shape.decoder_layers)
		o->shape.decoder_layers = o->shape.layers;
	if (!check(o, class->recurrent, c) || !training_try_output(c))
		return false;
	qn_buf_printf(&checkpoint, "%s.checkpoint", c->common.output);
	o->train.course.checkpoint = checkpoint.p;
	o->train.course.progress = &progress;
	o->train.lesson.seed = c->common.seed;
	bool ok = learn(o, class, c);
	qn_buf_release(&checkpoint);
	return ok;
}

/* --- options ------------------------------------------------------------------ */

static const char *const judges[] = {
    [QN_MTJUDGE_BLEU] = "bleu", [QN_MTJUDGE_LOSS] = "loss", NULL};
static const char *const activations[] = {
    [QN_ACTIVATION_GELU] = "gelu", [QN_ACTIVATION_RELU] = "relu", NULL};

static const char *const scores[] = {[QN_MTSCORE_SCALED] = "scaled",
                                     [QN_MTSCORE_DOT] = "dot",
                                     [QN_MTSCORE_ADDITIVE] = "additive",
                                     NULL};

static const struct option table[] = {
    {.help = "Sentences"},
    {.names = "src source",
     OPTION_FIELD(struct train_options, source),
     .argument = "FILE",
     .shown = "",
     .help = "sentences to translate, one a line"},
    {.names = "tgt target",
     OPTION_FIELD(struct train_options, target),
     .argument = "FILE",
     .shown = "",
     .help = "their translations, line by line"},
    {.names = "valid-src",
     OPTION_FIELD(struct train_options, valid_source),
     .argument = "FILE",
     .shown = "",
     .help = "held-out sentences, to judge the model by"},
    {.names = "valid-tgt",
     OPTION_FIELD(struct train_options, valid_target),
     .argument = "FILE",
     .shown = "",
     .help = "their translations"},
    {.names = "bpe",
     OPTION_FIELD(struct train_options, units),
     .max = 1 << 24,
     .argument = "N",
     .help = "subword units to learn; 0: words"},
    {.names = "min-count",
     OPTION_FIELD(struct train_options, min_count),
     .min = 1,
     .max = 1e18,
     .argument = "N",
     .help = "words seen less often become <unk> (--bpe 0)"},
    {.names = "max-length",
     OPTION_FIELD(struct train_options, most),
     .min = 1,
     .max = 65535,
     .argument = "N",
     .help = "pairs with more pieces on a side are left out"},
    {.help = "Model"},
    {.names = "arch",
     OPTION_FIELD(struct train_options, arch),
     .argument = "NAME",
     .help = "the kind of network: transformer, lstm or gru"},
    {.names = "dim hidden",
     OPTION_FIELD(struct train_options, shape.width),
     .min = 1,
     .max = 65536,
     .argument = "N",
     .help = "numbers of a piece, and of a layer's row"},
    {.names = "layers",
     OPTION_FIELD(struct train_options, shape.layers),
     .min = 1,
     .max = 256,
     .argument = "N",
     .help = "layers of the encoder"},
    {.names = "decoder-layers",
     OPTION_FIELD(struct train_options, shape.decoder_layers),
     .min = 1,
     .max = 256,
     .argument = "N",
     .shown = "as --layers",
     .help = "layers of the decoder"},
    {.names = "heads",
     OPTION_FIELD(struct train_options, shape.heads),
     .min = 1,
     .max = 65536,
     .argument = "N",
     .help = "heads of attention"},
    {.names = "inner",
     OPTION_FIELD(struct train_options, shape.inner),
     .min = 1,
     .max = 262144,
     .argument = "N",
     .help = "units of the feed-forward layers"},
    {.names = "activation",
     OPTION_FIELD(struct train_options, shape.activation),
     .choices = activations,
     .argument = "gelu|relu",
     .help = "of the feed-forward layers"},
    {.names = "attention",
     OPTION_FIELD(struct train_options, shape.score),
     .choices = scores,
     .argument = "dot|scaled|additive",
     .help = "how pieces of the source are scored (lstm, gru)"},
    {.names = "input-feeding",
     OPTION_FIELD(struct train_options, shape.feeding),
     .form = OPTION_SWITCH,
     .help = "what was attended to goes into the next step (lstm, gru)"},
    {.names = "post-norm",
     OPTION_FIELD(struct train_options, shape.post),
     .form = OPTION_SWITCH,
     .help = "norms behind the layers' branches, not in front of them"},
    {.names = "shared",
     OPTION_FIELD(struct train_options, shape.shared),
     .form = OPTION_SWITCH,
     .help = "one vocabulary and one embedding for both languages"},
    {.names = "tied",
     OPTION_FIELD(struct train_options, shape.tied),
     .form = OPTION_SWITCH,
     .help = "one table for target pieces that come in and go out"},
    {.help = "Training"},
    {.names = "epochs",
     OPTION_FIELD(struct train_options, train.epochs),
     .min = 1,
     .max = 1e9,
     .argument = "N",
     .help = "passes over the sentences"},
    {.names = "batch",
     OPTION_FIELD(struct train_options, train.batch),
     .min = 1,
     .max = 1 << 24,
     .argument = "N",
     .help = "pieces of a batch, on either side"},
    {.names = "dropout",
     OPTION_FIELD(struct train_options, train.lesson.dropout),
     .max = 0.99,
     .argument = "P",
     .help = "share of numbers between layers that are left out"},
    {.names = "label-smoothing",
     OPTION_FIELD(struct train_options, train.lesson.smooth),
     .max = 0.99,
     .argument = "P",
     .help = "share of the target that is spread over all pieces"},
    {.names = "optimizer",
     OPTION_FIELD(struct train_options, train.course.optim.kind),
     .choices = lm_optimizers,
     .argument = "NAME",
     .help = "how gradients become steps; \"lm train\" has the list"},
    {.names = "lr learning-rate",
     OPTION_FIELD(struct train_options, train.course.optim.rate),
     .max = 1e30,
     .argument = "RATE",
     .help = "highest learning rate"},
    {.names = "schedule",
     OPTION_FIELD(struct train_options, train.course.optim.schedule),
     .choices = lm_schedules,
     .argument = "NAME",
     .help = "how it falls; inverse: with the root of the steps"},
    {.names = "warmup",
     OPTION_FIELD(struct train_options, train.course.optim.warmup),
     .max = 1e18,
     .argument = "N",
     .help = "steps over which the rate rises to it"},
    {.names = "cooldown",
     OPTION_FIELD(struct train_options, train.course.optim.cooldown),
     .max = 1,
     .argument = "P",
     .help = "share of all steps, at the end, over which it goes on to 0"},
    {.names = "clip",
     OPTION_FIELD(struct train_options, train.course.optim.clip),
     .max = 1e30,
     .argument = "NORM",
     .shown = "",
     .help = "longest gradient"},
    {.names = "judge",
     OPTION_FIELD(struct train_options, train.judge),
     .choices = judges,
     .argument = "bleu|loss",
     .help = "by what the best of all epochs is chosen, on held-out "
             "sentences"},
    {.names = "patience",
     OPTION_FIELD(struct train_options, train.course.patience),
     .max = 1e9,
     .argument = "N",
     .shown = "",
     .help = "stop when N epochs have not improved that"},
    {.names = "checkpoint",
     OPTION_FIELD(struct train_options, train.course.checkpoint_every),
     .max = 1e18,
     .argument = "N",
     .shown = "when interrupted",
     .help = "write MODEL.checkpoint after every N steps"},
    {.names = "resume",
     OPTION_FIELD(struct train_options, train.course.resume),
     .help = "go on from MODEL.checkpoint where it exists"},
    {.names = "log",
     OPTION_FIELD(struct train_options, train.course.log),
     .argument = "FILE",
     .shown = "",
     .help = "the course of training, a JSON object a line"},
    {.names = "log-every",
     OPTION_FIELD(struct train_options, train.course.log_every),
     .min = 1,
     .max = 1e18,
     .argument = "N",
     .help = "steps from one line to the next"},
    {0},
};

const struct command translate_train = {
    .name = "train",
    .summary = "learn to translate",
    .operands = "",
    .about = "Files hold a sentence a line; line n of both is a pair.  After "
             "each epoch the held-out sentences are translated, and the model "
             "is the best that there was.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .without = "json",
    .run = train,
};
