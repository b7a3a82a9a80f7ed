/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_ngram.c -- n-gram models for the verbs of `quern lm`.
 */
#include "apps/cmd_lm.h"

#include <stdlib.h>
#include <string.h>

#include "seq/arpa.h"
#include "seq/lmscore.h"
#include "seq/ngramfile.h"
#include "seq/ngramlm.h"

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && strcmp(s + n - m, end) == 0;
}

/* As ARPA if it is called so, else as tables. */
static void save(const struct qn_ngram_model *m, struct call *c)
{
	struct qn_ngram_file file;
	if (ends_with(c->common.output, ".arpa")) {
		struct qn_output *out = call_output(c);
		qn_arpa_write(m, call_pool(c), out);
		qn_output_close(out, &c->e);
	} else if (qn_ngram_file_make(&file, m, &c->e)) {
		qn_ngram_file_save(&file, c->common.output, &c->e);
		qn_ngram_file_close(&file);
	}
}

/* The numbers of --prune, for every length. */
static bool take_prune(const struct lm_train_options *o,
                       struct qn_ngram_options *ngram, struct call *c)
{
	uint32_t last = 0;
	if (o->prune.n > ngram->order)
		return call_misuse(c, "--prune: more numbers than --order");
	for (unsigned k = 1; k <= ngram->order; k++) {
		if (k <= o->prune.n) {
			const char *word = o->prune.item[k - 1];
			char *end;
			unsigned long n = strtoul(word, &end, 10);
			if (*word < '0' || *word > '9' || *end ||
			    n >= UINT32_MAX)
				return call_misuse(
				    c, "--prune: \"%s\" is no count", word);
			last = (uint32_t)n;
		}
		ngram->prune[k] = last;
	}
	return true;
}

/* How well a model foretells the text of --valid. */
static void judge(const struct qn_ngram_model *m, const char *valid,
                  struct call *c)
{
	struct qn_lm_totals t;
	struct qn_lm *lm = qn_ngram_lm_make(m, &c->e);
	if (lm &&
	    qn_lm_score(lm, valid, call_pool(c), NULL, NULL, NULL, &t, &c->e))
		call_warn(c, "%s: perplexity %.4f, without unknown words %.4f",
		          valid, qn_lm_perplexity(&t),
		          qn_lm_perplexity_known(&t));
	qn_lm_free(lm);
}

static bool train(const struct lm_train_options *o, struct call *c)
{
	struct qn_ngram_options ngram = o->ngram;
	struct qn_err e = QN_ERR_INIT;
	ngram.unit = o->unit;
	if (!take_prune(o, &ngram, c))
		return false;
	if (!qn_ngram_check(&ngram, &e))
		return call_misuse(c, "%s", e.text);
	ngram.progress = call_progress(c);
	struct qn_ngram_model *m =
	    qn_ngram_train(c->operands.item[0], &ngram, call_pool(c), &c->e);
	call_progress_end(c);
	if (m && o->valid)
		judge(m, o->valid, c);
	if (m && !c->e.failed)
		save(m, c);
	qn_ngram_model_free(m);
	return !c->e.failed;
}

const struct lm_arch lm_arch_ngram = {
    .name = "ngram", .train = train, .open = qn_ngram_lm_open};

/* --- convert -------------------------------------------------------------- */

struct convert_options {
	enum qn_lm_unit unit;
};

static struct qn_ngram_model *load(const struct convert_options *o,
                                   struct call *c)
{
	const char *path = c->operands.item[0];
	if (!lm_is_tensors(path, &c->e))
		return qn_arpa_read(path, o->unit, &c->e);
	struct qn_lm *lm = lm_load(path, c);
	const struct qn_ngram_file *f = lm ? qn_ngram_lm_file(lm) : NULL;
	if (lm && !f)
		qn_fail(&c->e, "%s: no n-gram model", path);
	struct qn_ngram_model *m = f ? qn_ngram_file_model(f, &c->e) : NULL;
	qn_lm_free(lm);
	return m;
}

static bool convert(void *options, struct call *c)
{
	if (!c->common.output)
		return call_misuse(c, "say where the model goes: -o FILE");
	struct qn_ngram_model *m = load(options, c);
	if (m)
		save(m, c);
	qn_ngram_model_free(m);
	return !c->e.failed;
}

static const struct convert_options defaults = {.unit = QN_LM_WORD};

static const char *const units[] = {
    [QN_LM_WORD] = "word", [QN_LM_CHAR] = "char", NULL};

static const struct option table[] = {
    {.names = "unit",
     OPTION_FIELD(struct convert_options, unit),
     .choices = units,
     .argument = "word|char",
     .help = "what an ARPA file's words are, among them \"<sp>\" for a space"},
    {0},
};

const struct command lm_convert = {
    .name = "convert",
    .summary = "n-gram models from ARPA and to ARPA",
    .operands = "MODEL",
    .about = "Reads ARPA files, as KenLM, SRILM and others write them, and "
             "n-gram models of its own; writes ARPA where -o ends in .arpa, "
             "else tables that load at once.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "seed json",
    .run = convert,
};
