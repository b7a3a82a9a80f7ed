/* SPDX-License-Identifier: MIT */
/*
 * fuzz_topicwords.c -- any bytes as lists of topics' words, which are judged
 * by themselves.
 */
#include "tests/fuzz/files.h"

#include <math.h>

#include "topic/coherence.h"
#include "topic/topicwords.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(const struct qn_docwords *topics)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	double *value = calloc(topics->n, sizeof *value);
	for (int m = 0; m < QN_COHERENCES; m++)
		if (!qn_coherence(topics, topics, (enum qn_coherence_measure)m,
		                  0, value, pool, &e))
			abort();
	double diversity = qn_topic_diversity(topics);
	if (!(diversity > 0 && diversity <= 1))
		abort();
	free(value);
	qn_pool_free(pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	int fd = memory_file(data, size);
	struct qn_docwords *topics = qn_topics_read(path_of(fd).text, 10, &e);
	if (!topics != e.failed)
		abort();
	if (topics)
		use(topics);
	qn_docwords_free(topics);
	close(fd);
	return 0;
}
