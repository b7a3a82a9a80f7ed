/* SPDX-License-Identifier: MIT */
/*
 * fuzz_wordbags.c -- any bytes as bags of words: the first one says in which
 * format.  What is read has to add up.
 */
#include "tests/fuzz/files.h"

#include <string.h>

#include "topic/wordbags.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_vocab_limits limits = {.min_count = 1};
	if (size < 2)
		return 0;
	/* Few numbers of many digits: tokens are counts of them. */
	for (size_t i = 1, digits = 0; i < size; i++) {
		bool more = strchr("0123456789.eExX+", data[i]) != NULL;
		digits = more ? digits + 1 : 0;
		if (digits > 5 || (more && strchr("eExX", data[i])))
			return 0;
	}
	int fd = memory_file(data + 1, size - 1);
	struct qn_docwords *d = qn_wordbags_read(path_of(fd).text, data[0] % 4,
	                                         NULL, &limits, NULL, &e);
	if (!d != e.failed)
		abort();
	uint64_t sum = 0;
	for (size_t i = 0; d && i < d->n; i++)
		if (d->start[i] > d->start[i + 1])
			abort();
	for (size_t i = 0; d && i < d->words; i++)
		if (d->id[i] >= d->vocab->words.count)
			abort();
	for (uint32_t w = 0; d && w < d->vocab->words.count; w++)
		sum += d->vocab->count[w];
	if (d && sum != d->words)
		abort();
	qn_docwords_free(d);
	close(fd);
	return 0;
}
