/* SPDX-License-Identifier: MIT */
/*
 * mtsignature.c -- keys in sacreBLEU's order.
 */
#include "seq/mtsignature.h"

#include <unicode/uversion.h>

#include "base/version.h"

const char *const qn_mttok_names[] = {"none", "13a", "intl", "char",
                                      "zh",   "ja",  "ko",   NULL};
const char *const qn_bleu_smooth_names[] = {"exp", "floor", "add-k", "none",
                                            NULL};

void qn_mt_name(const struct qn_mt_metric *m, struct qn_buf *out)
{
	switch (m->kind) {
	case QN_MT_BLEU:
		qn_buf_puts(out, "BLEU");
		break;
	case QN_MT_CHRF:
		qn_buf_printf(out, "chrF%d", m->chrf.beta);
		for (int i = 0; i < m->chrf.words; i++)
			qn_buf_putc(out, '+');
		break;
	case QN_MT_TER:
		qn_buf_puts(out, "TER");
		break;
	}
}

static const char *yes(bool is)
{
	return is ? "yes" : "no";
}

/* ICU is named where its words count: they are not MeCab's, and its next
 * version may have others. */
static void add_rule(enum qn_mttok_rule rule, struct qn_buf *out)
{
	qn_buf_puts(out, qn_mttok_names[rule]);
	if (rule == QN_MTTOK_JA || rule == QN_MTTOK_KO) {
		UVersionInfo version;
		u_getVersion(version);
		qn_buf_printf(out, "-icu-%d.%d", version[0], version[1]);
	}
}

static void add_bleu(const struct qn_bleu_options *o, bool brief,
                     struct qn_buf *out)
{
	qn_buf_printf(out, "|%s:%s|%s:%s|tok:", brief ? "c" : "case",
	              o->lower ? "lc" : "mixed", brief ? "e" : "eff",
	              yes(o->effective));
	add_rule(o->rule, out);
	qn_buf_printf(out, "|%s:%s", brief ? "s" : "smooth",
	              qn_bleu_smooth_names[o->smooth]);
	if (o->smooth == QN_BLEU_FLOOR || o->smooth == QN_BLEU_ADD_K)
		qn_buf_printf(out, "[%.2f]", o->value);
}

static void add_chrf(const struct qn_chrf_options *o, bool brief,
                     struct qn_buf *out)
{
	qn_buf_printf(out, "|%s:%s|%s:%s|nc:%d|nw:%d|%s:%s",
	              brief ? "c" : "case", o->lower ? "lc" : "mixed",
	              brief ? "e" : "eff", yes(!o->epsilon), o->chars, o->words,
	              brief ? "s" : "space", yes(o->spaces));
}

static void add_ter(const struct qn_ter_options *o, bool brief,
                    struct qn_buf *out)
{
	qn_buf_printf(out, "|%s:%s|%s:tercom|%s:%s|%s:%s|%s:%s",
	              brief ? "c" : "case", o->case_sensitive ? "mixed" : "lc",
	              brief ? "t" : "tok", brief ? "nr" : "norm",
	              yes(o->normalized), brief ? "pn" : "punct",
	              yes(!o->no_punct), brief ? "as" : "asian", yes(o->asian));
}

void qn_mt_signature(const struct qn_mt_metric *m, const struct qn_mt_run *r,
                     struct qn_buf *out)
{
	const struct qn_mt_sampling *s = r->sampling;
	qn_buf_puts(out, r->brief ? "#:" : "nrefs:");
	if (r->references)
		qn_buf_printf(out, "%zu", r->references);
	else
		qn_buf_puts(out, "var");
	if (s)
		qn_buf_printf(out, "|%s:%zu|%s:%llu",
		              s->test == QN_MT_BOOTSTRAP ? "bs" : "ar",
		              s->samples, r->brief ? "rs" : "seed",
		              (unsigned long long)s->seed);
	switch (m->kind) {
	case QN_MT_BLEU:
		add_bleu(&m->bleu, r->brief, out);
		break;
	case QN_MT_CHRF:
		add_chrf(&m->chrf, r->brief, out);
		break;
	case QN_MT_TER:
		add_ter(&m->ter, r->brief, out);
		break;
	}
	qn_buf_printf(out, "|%s:quern-%s", r->brief ? "v" : "version",
	              QN_VERSION);
}
