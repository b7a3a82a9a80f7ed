/* SPDX-License-Identifier: MIT */
/*
 * idlist.c -- chunks of ids, in memory and past it.
 *
 * Chunks are maps of their own, not malloc()'s, because each must go back to
 * the system the moment it has been poured: a corpus is then never held
 * twice.  The scratch file's blocks are written before they are mapped: a
 * full disk is an error there and would be a SIGBUS later.
 */
#include "text/idlist.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#define CHUNK_IDS ((size_t)1 << 20)
#define ZEROES    ((size_t)1 << 16)

static size_t quarter_of_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	if (pages <= 0 || size <= 0)
		return (size_t)1 << 30;
	return (size_t)pages / 4 * (size_t)size;
}

void qn_idstore_init(struct qn_idstore *s, size_t limit)
{
	*s = (struct qn_idstore){.fd = -1};
	s->limit = limit ? limit : quarter_of_memory();
	pthread_mutex_init(&s->lock, NULL);
}

void qn_idstore_release(struct qn_idstore *s)
{
	if (s->fd >= 0)
		close(s->fd);
	pthread_mutex_destroy(&s->lock);
}

static const char *scratch_folder(void)
{
	const char *folder = getenv("TMPDIR");
	return folder && *folder ? folder : "/tmp";
}

static bool open_scratch(struct qn_idstore *s, struct qn_err *e)
{
	struct qn_buf path = {.p = NULL};
	qn_buf_printf(&path, "%s/quern-XXXXXX", scratch_folder());
	s->fd = mkstemp(path.p);
	if (s->fd < 0)
		qn_fail_errno(e, "%s: no scratch file", scratch_folder());
	else
		unlink(path.p);
	qn_buf_release(&path);
	return s->fd >= 0;
}

/* Lengthen the scratch file by `bytes` that are sure to be there. */
static bool extend_scratch(struct qn_idstore *s, size_t bytes, struct qn_err *e)
{
	static const char zeroes[ZEROES];
	for (size_t done = 0; done < bytes;) {
		size_t n = bytes - done < ZEROES ? bytes - done : ZEROES;
		ssize_t wrote =
		    pwrite(s->fd, zeroes, n, (off_t)(s->end + done));
		if (wrote < 0)
			return qn_fail_errno(e,
			                     "%s: no room for a corpus's ids; "
			                     "set TMPDIR to a larger disk",
			                     scratch_folder());
		done += (size_t)wrote;
	}
	return true;
}

static void *map_scratch(struct qn_idstore *s, size_t bytes, struct qn_err *e)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	bytes = (bytes + page - 1) / page * page;
	if ((s->fd < 0 && !open_scratch(s, e)) || !extend_scratch(s, bytes, e))
		return MAP_FAILED;
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd,
	               (off_t)s->end);
	if (p == MAP_FAILED)
		qn_fail_errno(e, "scratch file of %zu bytes", bytes);
	else
		s->end += bytes;
	return p;
}

static void *map_memory(size_t bytes, struct qn_err *e)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		qn_fail_errno(e, "no memory for %zu bytes of ids", bytes);
	return p;
}

uint32_t *qn_idstore_map(struct qn_idstore *s, size_t n, bool *file,
                         struct qn_err *e)
{
	size_t bytes;
	if (e->failed || !qn_mul_size(n, sizeof(uint32_t), "ids", &bytes, e))
		return NULL;
	*file = bytes > s->limit;
	void *p = *file ? map_scratch(s, bytes, e) : map_memory(bytes, e);
	return p == MAP_FAILED ? NULL : p;
}

void qn_idstore_unmap(uint32_t *id, size_t n)
{
	if (id)
		munmap(id, n * sizeof *id);
}

static bool new_chunk(struct qn_idstore *s, struct qn_idchunk *c,
                      struct qn_err *e)
{
	const size_t bytes = CHUNK_IDS * sizeof *c->id;
	pthread_mutex_lock(&s->lock);
	bool file = bytes > s->limit - s->used;
	void *p = file ? map_scratch(s, bytes, e) : map_memory(bytes, e);
	if (p != MAP_FAILED && !file)
		s->used += bytes;
	pthread_mutex_unlock(&s->lock);
	*c = (struct qn_idchunk){.id = p, .file = file};
	return p != MAP_FAILED;
}

static void free_chunk(struct qn_idstore *s, struct qn_idchunk *c)
{
	qn_idstore_unmap(c->id, CHUNK_IDS);
	if (c->file)
		return;
	pthread_mutex_lock(&s->lock);
	s->used -= CHUNK_IDS * sizeof *c->id;
	pthread_mutex_unlock(&s->lock);
}

/* The last chunk's length is kept in `next` while it grows. */
static void close_chunk(struct qn_idlist *l)
{
	if (l->chunks) {
		struct qn_idchunk *last = &l->chunk[l->chunks - 1];
		last->n = (size_t)(l->next - last->id);
	}
}

bool qn_idlist_grow(struct qn_idlist *l, struct qn_err *e)
{
	struct qn_idchunk c;
	if (e->failed || !new_chunk(l->store, &c, e))
		return false;
	close_chunk(l);
	if ((l->chunks & (l->chunks - 1)) == 0)
		l->chunk = qn_realloc(l->chunk, l->chunks ? 2 * l->chunks : 1,
		                      sizeof *l->chunk);
	l->chunk[l->chunks++] = c;
	l->next = c.id;
	l->stop = c.id + CHUNK_IDS;
	return true;
}

size_t qn_idlist_count(const struct qn_idlist *l)
{
	if (!l->chunks)
		return 0;
	return (l->chunks - 1) * CHUNK_IDS +
	       (size_t)(l->next - l->chunk[l->chunks - 1].id);
}

/* Written without a branch: which words are rare is nothing a processor could
 * guess. */
static size_t renumbered(const struct qn_idchunk *c, const uint32_t *renumber,
                         uint32_t *to)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n; i++) {
		uint32_t id = renumber[c->id[i]];
		to[n] = id;
		n += id != UINT32_MAX;
	}
	return n;
}

size_t qn_idlist_pour(struct qn_idlist *l, const uint32_t *renumber,
                      uint32_t *to)
{
	size_t n = 0;
	close_chunk(l);
	for (size_t i = 0; i < l->chunks; i++) {
		struct qn_idchunk *c = &l->chunk[i];
		if (renumber) {
			n += renumbered(c, renumber, to + n);
		} else {
			memcpy(to + n, c->id, c->n * sizeof *to);
			n += c->n;
		}
		free_chunk(l->store, c);
	}
	l->chunks = 0;
	qn_idlist_release(l);
	return n;
}

void qn_idlist_release(struct qn_idlist *l)
{
	for (size_t i = 0; i < l->chunks; i++)
		free_chunk(l->store, &l->chunk[i]);
	free(l->chunk);
	*l = (struct qn_idlist){.store = l->store};
}
