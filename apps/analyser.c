/* SPDX-License-Identifier: MIT */
/*
 * analyser.c -- the words of the tokenizer's options, in their enums' order.
 */
#include "apps/analyser.h"

#include "text/decode.h"

const char *const analyser_modes[] = {[QN_TOKEN_ICU] = "icu",
                                      [QN_TOKEN_UAX29] = "uax29",
                                      [QN_TOKEN_SPACE] = "space",
                                      NULL};
const char *const analyser_punct[] = {
    [QN_PUNCT_KEEP] = "keep", [QN_PUNCT_DROP] = "drop", NULL};
const char *const analyser_numbers[] = {[QN_NUMBERS_KEEP] = "keep",
                                        [QN_NUMBERS_DROP] = "drop",
                                        [QN_NUMBERS_FOLD] = "fold",
                                        NULL};
const char *const analyser_invalid[] = {[QN_INVALID_ERROR] = "error",
                                        [QN_INVALID_REPLACE] = "replace",
                                        [QN_INVALID_SKIP] = "skip",
                                        NULL};

static bool check_encoding(const char *name, struct call *c)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_decoder *d = qn_decoder_new(name, QN_INVALID_ERROR, &e);
	qn_decoder_free(d);
	return d || call_misuse(c, "%s", e.text);
}

bool analyser_check(struct analyser *a, struct call *c)
{
	if (a->nfc && a->nfkc)
		return call_misuse(c, "--nfc and --nfkc exclude each other");
	if (a->tokenizer.locale && !a->tokenizer.lower)
		return call_misuse(c, "--locale goes with --lower");
	if (a->encoding && !check_encoding(a->encoding, c))
		return false;
	a->tokenizer.form = a->nfc    ? QN_FORM_NFC
	                    : a->nfkc ? QN_FORM_NFKC
	                              : QN_FORM_AS_IS;
	if (a->stop)
		a->stopwords = qn_stopwords_open(a->stop, &c->e);
	a->tokenizer.stop = a->stopwords;
	return !c->e.failed;
}

void analyser_release(struct analyser *a)
{
	qn_stopwords_free(a->stopwords);
	a->tokenizer.stop = a->stopwords = NULL;
}
