/* SPDX-License-Identifier: MIT */
/*
 * fuzz_traincurve.c -- any bytes as the log of a training run.
 */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "seq/traincurve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/quern-fuzz-XXXXXX";
	int fd = mkstemp(path);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
	struct qn_err e = QN_ERR_INIT;
	struct qn_traincurve c = {.points = {{NULL, NULL, 0, 0}}};
	qn_traincurve_read(&c, path, &e);
	for (size_t i = 0; i < QN_CURVES; i++)
		for (size_t k = 1; k < c.points[i].n; k++)
			if (c.points[i].step[k] != c.points[i].step[k])
				abort();
	qn_traincurve_release(&c);
	unlink(path);
	return 0;
}
