/* SPDX-License-Identifier: MIT */
/*
 * cooccurfile.c -- see cooccurfile.h.
 */
#include "embed/cooccurfile.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/input.h"
#include "base/mem.h"

#define BLOCK  ((size_t)1 << 16) /* records read at once */
#define RECORD sizeof(struct qn_cooccur)

static const char what[] = "co-occurrences";

/* All of a source into the spool. */
static bool copy(struct qn_cooccurfile *f, struct qn_input *in,
                 struct qn_err *e)
{
	struct qn_slice bytes;
	while ((bytes = qn_input_next(in, e)).n)
		if (!qn_spool_add(&f->spool, bytes.p, bytes.n, what, e))
			return false;
	return !e->failed;
}

static bool begin(struct qn_cooccurfile *f, size_t bytes, struct qn_err *e)
{
	if (bytes % RECORD)
		return qn_fail(e,
		               "%s: %zu bytes are not whole records of %zu; it "
		               "is cut short, or holds no co-occurrences",
		               f->name, bytes, RECORD);
	f->n = bytes / RECORD;
	f->block = qn_malloc(BLOCK, RECORD);
	return true;
}

static bool check_any(const struct qn_cooccurfile *f, struct qn_err *e)
{
	return f->n || qn_fail(e, "%s: no co-occurrences", f->name);
}

bool qn_cooccurfile_of(struct qn_cooccurfile *f, struct qn_spool *spool,
                       size_t words, struct qn_err *e)
{
	*f = (struct qn_cooccurfile){.words = words, .name = what};
	if (!qn_spool_flush(spool, what, e))
		return false;
	f->fd = spool->fd1 - 1;
	return begin(f, spool->n, e);
}

/* A plain file is read from its offset; its map would count as memory. */
static bool open_plain(struct qn_cooccurfile *f, const char *path)
{
	struct stat st;
	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	f->owned = f->fd >= 0;
	if (!f->owned || fstat(f->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	f->n = (size_t)st.st_size;
	return true;
}

bool qn_cooccurfile_open(struct qn_cooccurfile *f, const char *path,
                         size_t words, struct qn_err *e)
{
	*f = (struct qn_cooccurfile){.words = words};
	struct qn_input *in = qn_input_open(path, e);
	bool standard = !path || strcmp(path, "-") == 0;
	f->name = standard ? "standard input" : path;
	bool plain = in && !standard && qn_input_map(in).n;
	bool ok = in && (plain ? open_plain(f, path) : copy(f, in, e));
	qn_input_close(in);
	if (plain && !ok)
		qn_fail_errno(e, "%s", f->name);
	if (!ok || plain)
		return ok && begin(f, f->n, e) && check_any(f, e);
	if (!qn_spool_flush(&f->spool, what, e))
		return false;
	f->fd = f->spool.fd1 - 1;
	return begin(f, f->spool.n, e) && check_any(f, e);
}

void qn_cooccurfile_close(struct qn_cooccurfile *f)
{
	if (f->owned)
		close(f->fd);
	qn_spool_release(&f->spool);
	free(f->block);
}

static bool check(const struct qn_cooccurfile *f, size_t n, struct qn_err *e)
{
	for (size_t i = 0; i < n; i++) {
		const struct qn_cooccur *r = &f->block[i];
		bool known = r->word1 >= 1 && (size_t)r->word1 <= f->words &&
		             r->word2 >= 1 && (size_t)r->word2 <= f->words;
		if (known && r->value > 0 && isfinite(r->value))
			continue;
		if (!known)
			return qn_fail(e,
			               "%s: record %zu: words %d and %d, but "
			               "the vocabulary has %zu; is it the one "
			               "these were counted with?",
			               f->name, f->at + i + 1, r->word1,
			               r->word2, f->words);
		return qn_fail(e,
		               "%s: record %zu: value %g is not a positive "
		               "number",
		               f->name, f->at + i + 1, r->value);
	}
	return true;
}

size_t qn_cooccurfile_next(struct qn_cooccurfile *f,
                           const struct qn_cooccur **record, struct qn_err *e)
{
	size_t n = f->n - f->at < BLOCK ? f->n - f->at : BLOCK, done = 0;
	char *to = (void *)f->block;
	while (done < n * RECORD && !e->failed) {
		ssize_t got = pread(f->fd, to + done, n * RECORD - done,
		                    (off_t)(f->at * RECORD + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			qn_fail_errno(e, "%s", f->name);
		else if (got == 0)
			qn_fail(e, "%s: it shrank while it was read", f->name);
		else
			done += (size_t)got;
	}
	if (e->failed || !check(f, n, e))
		return 0;
	*record = f->block;
	f->at += n;
	return n;
}
