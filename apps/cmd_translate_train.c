/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_train.c -- `quern translate train`: a model from pairs of
 * sentences.
 */
#include "apps/cmd_translate_train.h"

#include "apps/signals.h"
#include "apps/training.h"

/* --- what is learnt from -------------------------------------------------- */

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

/* A side's vocabulary, or both sides': units of a model, or what is learnt from
 * path[n]. */
static bool make_vocab(struct qn_mtvocab *v, const struct translate_training *o,
                       const char *const *path, size_t n, bool target,
                       struct call *c)
{
	const char *model = o->joint_model ? o->joint_model
	                    : target       ? o->target_model
	                                   : o->source_model;
	const struct qn_mtvocab_options learn = {.units = o->units,
	                                         .min_count = o->min_count,
	                                         .encoding = o->text.encoding,
	                                         .invalid = o->text.invalid};
	if (model)
		return qn_mtvocab_take(v, model, target, &c->e);
	return qn_mtvocab_learn(v, path, n, &learn, call_pool(c),
	                        call_progress(c), &c->e);
}

static bool make_vocabs(struct data *d, const struct translate_training *o,
                        struct call *c)
{
	const char *const file[2] = {o->source, o->target};
	if (o->shape.shared)
		return make_vocab(&d->source, o, file, 2, true, c);
	return make_vocab(&d->source, o, file, 1, false, c) &&
	       make_vocab(&d->target, o, file + 1, 1, true, c);
}

static bool read_data(struct data *d, const struct translate_training *o,
                      struct call *c)
{
	const struct qn_mtvocab *x = &d->source;
	const struct qn_mtvocab *y = o->shape.shared ? x : &d->target;
	const struct qn_mtpairs_source taught = {.source = o->source,
	                                         .target = o->target,
	                                         .encoding = o->text.encoding,
	                                         .invalid = o->text.invalid,
	                                         .most = o->most};
	struct qn_mtpairs_source held = taught;
	held.source = o->valid_source;
	held.target = o->valid_target;
	held.keep = true;
	if (!make_vocabs(d, o, c) ||
	    !qn_mtpairs_read(&d->pairs, &taught, x, y, call_progress(c), &c->e))
		return false;
	if (d->pairs.skipped && !c->common.quiet)
		call_warn(c,
		          "%zu pairs of sentences are empty on one side, or of "
		          "more than %zu pieces, and were left out",
		          d->pairs.skipped, o->most);
	return !o->valid_source ||
	       qn_mtpairs_read(&d->valid, &held, x, y, NULL, &c->e);
}

/* --- training ------------------------------------------------------------- */

static bool learn(struct translate_training *o,
                  const struct qn_mtnet_class *class, struct call *c)
{
	struct data d = {.source = {.units = NULL}};
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

static bool train(void *options, struct call *c)
{
	struct translate_training *o = options;
	const struct qn_mtnet_class *class = qn_mtnet_class(o->arch);
	const struct qn_progress progress = training_progress(c);
	struct qn_buf checkpoint = {0};
	if (!class)
		return call_misuse(
		    c, "--arch: \"%s\" is none of transformer, lstm, gru",
		    o->arch);
	if (!translate_train_check(o, class->recurrent, c) ||
	    !training_try_output(c))
		return false;
	qn_buf_printf(&checkpoint, "%s.checkpoint", c->common.output);
	o->train.course.checkpoint = checkpoint.p;
	o->train.course.progress = &progress;
	o->train.lesson.seed = c->common.seed;
	bool ok = learn(o, class, c);
	qn_buf_release(&checkpoint);
	return ok;
}

const struct command translate_train = {
    .name = "train",
    .summary = "learn to translate",
    .operands = "",
    .about = "Files hold a sentence a line; line n of both is a pair.  After "
             "each epoch the held-out sentences are translated, and the model "
             "is the best that there was.",
    .options = translate_train_options,
    .defaults = &translate_train_defaults,
    .size = sizeof translate_train_defaults,
    .without = "json",
    .run = train,
};
