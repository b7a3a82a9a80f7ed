/* SPDX-License-Identifier: MIT */
/*
 * fuzz_document.c -- any bytes as documents: lines, JSON lines, TSV; and what
 * is read through every analyzer.
 *
 *	byte 0    bits 0-1: lines, JSON lines, TSV, TSV with names
 *	          bits 2-3: what to do with what is no UTF-8
 *	          bits 4-5: word, char, char_wb; bits 6-7: accents
 *	then      the file
 */
#include "tests/fuzz/files.h"

#include "text/analyzer.h"
#include "text/document.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *ctx, const uint32_t *gram, size_t n)
{
	const struct qn_ngrams *g = ctx;
	for (size_t i = 0; i < n; i++)
		if (gram[i] >= g->count)
			abort();
}

static void read_all(const struct qn_document_source *source,
                     const struct qn_analyzer_options *o)
{
	struct qn_err e = QN_ERR_INIT, why = QN_ERR_INIT;
	struct qn_ngrams grams;
	struct qn_tally tally = {.n = 0};
	struct qn_document one;
	struct qn_documents *d = qn_documents_open(source, &e);
	if (!qn_analyzer_begin(o, &grams, &why))
		abort();
	struct qn_analyzer *a = qn_analyzer_new(o, &grams, true);
	for (size_t n = 0; d && qn_documents_next(d, &one, &e); n++) {
		if (one.number != n || qn_utf8_check(one.text) != one.text.n)
			abort();
		if (!qn_analyzer_run(a, one.text, count, &grams, &why) ||
		    !qn_analyzer_count(a, one.text, &tally, &why))
			abort();
		qn_tally_end(&tally);
	}
	qn_tally_release(&tally);
	qn_analyzer_free(a);
	qn_ngrams_release(&grams);
	qn_documents_close(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	int fd = memory_file(data + 1, size - 1);
	struct fuzz_path path = path_of(fd);
	struct qn_document_source source = {
	    .path = path.text,
	    .invalid = (enum qn_invalid)((data[0] >> 2 & 3) % 3)};
	struct qn_analyzer_options o = {
	    .kind = (enum qn_analyzer_kind)((data[0] >> 4 & 3) % 3),
	    .accents = (enum qn_accents)((data[0] >> 6) % 3),
	    .ngram_min = 1,
	    .ngram_max = 3};
	if ((data[0] & 3) == 1)
		source.jsonl = source.jsonl_id = "t";
	else
		source.tsv = data[0] & 3;
	if ((data[0] & 3) == 3)
		source.tsv_id = 1;
	read_all(&source, &o);
	close(fd);
	return 0;
}
