/* SPDX-License-Identifier: MIT */
/*
 * output.c -- a temporary file beside the target, then rename().
 *
 *	open    .NAME.quern-XXXXXX in the target's folder
 *	write   through one buffer
 *	finish  flush, fsync the file
 *	close   finish, rename it, fsync the folder
 *
 * A symbolic link is followed, so that the link survives and its target is
 * replaced.  What cannot be replaced (standard output, pipes, devices) is
 * written in place.
 */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"

#define BUFFER    ((size_t)256 << 10)
#define MOST      ((size_t)1 << 30) /* bytes of one write()             */
#define MAX_LINKS 40
#define MAX_LIVE  64 /* temporary files that a signal removes           */
#define NAME_ROOM 256

/*
 * The temporary files of this process, for a signal handler, which can reach
 * nothing but a global and may not take a lock or allocate.  A slot is taken
 * and given back with one atomic step.  With more files than slots the rest
 * are merely not removed by the handler.
 */
enum { FREE, TAKEN, LIVE };
static struct {
	_Atomic int state;
	int folder;
	char name[NAME_ROOM];
} live[MAX_LIVE];

struct qn_output {
	char *name;       /* for messages                             */
	char *path;       /* the target, links followed; NULL = direct */
	const char *base; /* its last part, in `path`                  */
	int fd;
	int folder;           /* the target's folder; -1 = direct          */
	int slot;             /* in `live`; -1 = none                      */
	char temp[NAME_ROOM]; /* in `folder`                               */
	int error;            /* errno of the first failure; 0 = none      */
	size_t n;             /* bytes in `buffer`                         */
	char buffer[BUFFER];
};

static int live_add(int folder, const char *name)
{
	for (int i = 0; i < MAX_LIVE; i++) {
		int state = FREE;
		if (!atomic_compare_exchange_strong(&live[i].state, &state,
		                                    TAKEN))
			continue;
		live[i].folder = folder;
		memcpy(live[i].name, name, strlen(name) + 1);
		atomic_store(&live[i].state, LIVE);
		return i;
	}
	return -1;
}

static void live_remove(int slot)
{
	if (slot >= 0)
		atomic_store(&live[slot].state, FREE);
}

void qn_output_abandon_all(void)
{
	int saved = errno;
	for (int i = 0; i < MAX_LIVE; i++)
		if (atomic_load(&live[i].state) == LIVE)
			unlinkat(live[i].folder, live[i].name, 0);
	errno = saved;
}

/* --- where to ------------------------------------------------------------- */

/* The path that a link which leads nowhere points to; false with errno. */
static bool follow(char path[PATH_MAX])
{
	char to[PATH_MAX];
	for (int i = 0; i < MAX_LINKS; i++) {
		ssize_t n = readlink(path, to, sizeof to - 1);
		if (n < 0)
			return errno == EINVAL || errno == ENOENT;
		to[n] = '\0';
		char *slash = strrchr(path, '/');
		size_t keep =
		    to[0] != '/' && slash ? (size_t)(slash + 1 - path) : 0;
		if (keep + (size_t)n >= PATH_MAX) {
			errno = ENAMETOOLONG;
			return false;
		}
		memcpy(path + keep, to, (size_t)n + 1);
	}
	errno = ELOOP;
	return false;
}

/* The names under which a process finds its own open files: which of them
 * `path` is, or -1. */
static int descriptor_of(const char *path)
{
	static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		size_t n = strlen(folders[i]);
		if (strncmp(path, folders[i], n) != 0)
			continue;
		char *end;
		long fd = strtol(path + n, &end, 10);
		if (end > path + n && !*end && fd >= 0 && fd <= INT_MAX)
			return (int)fd;
	}
	return -1;
}

/* Another name for the file opened already, with its place and its append
 * mode; opening it anew would write over what is there. */
static int open_direct(const char *path)
{
	int fd = descriptor_of(path);
	return fd < 0 ? open(path, O_WRONLY | O_CLOEXEC)
	              : fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

/*
 * Set `resolved` to the file to replace and `mode` to its permissions (0: it
 * does not exist), or `direct` when `path` is to be written in place.
 */
static bool resolve(const char *path, char resolved[PATH_MAX], mode_t *mode,
                    bool *direct)
{
	struct stat st;
	*mode = 0;
	*direct = descriptor_of(path) >= 0;
	if (*direct)
		return true;
	if (stat(path, &st) != 0) {
		if (errno != ENOENT)
			return false;
		if (strlen(path) >= PATH_MAX) {
			errno = ENAMETOOLONG;
			return false;
		}
		strcpy(resolved, path);
		return follow(resolved);
	}
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return false;
	}
	*direct = !S_ISREG(st.st_mode);
	if (*direct)
		return true;
	*mode = st.st_mode & 0777;
	/* Renaming would get around a file that may not be written. */
	return access(path, W_OK) == 0 && realpath(path, resolved);
}

/* --- the temporary file --------------------------------------------------- */

static bool open_folder(struct qn_output *out)
{
	char *slash = strrchr(out->path, '/');
	if (!slash) {
		out->base = out->path;
		out->folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		return out->folder >= 0;
	}
	out->base = slash + 1;
	*slash = '\0';
	out->folder = open(slash == out->path ? "/" : out->path,
	                   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*slash = '/';
	return out->folder >= 0;
}

static uint64_t scramble(unsigned attempt)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	uint64_t seed[3] = {(uint64_t)t.tv_nsec ^ (uint64_t)t.tv_sec << 30,
	                    (uint64_t)getpid(), attempt};
	return qn_hash(seed, sizeof seed);
}

/* open() rather than mkstemp(), which would not let the umask have its say. */
static bool open_temp(struct qn_output *out, mode_t mode)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
	int room = NAME_ROOM - (int)sizeof "..quern-XXXXXX";
	for (unsigned attempt = 0; attempt < 100; attempt++) {
		uint64_t bits = scramble(attempt);
		int at = snprintf(out->temp, sizeof out->temp, ".%.*s.quern-",
		                  room, out->base);
		for (int i = 0; i < 6; i++, bits >>= 5)
			out->temp[at++] = letters[bits & 31];
		out->temp[at] = '\0';
		/* Before it is there: a signal may come at any moment. */
		out->slot = live_add(out->folder, out->temp);
		out->fd = openat(out->folder, out->temp,
		                 O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (out->fd >= 0)
			return !mode || fchmod(out->fd, mode) == 0;
		live_remove(out->slot);
		out->slot = -1;
		*out->temp = '\0';
		if (errno != EEXIST)
			return false;
	}
	return false;
}

static bool open_target(struct qn_output *out, const char *path)
{
	char resolved[PATH_MAX];
	mode_t mode;
	bool direct;
	if (!resolve(path, resolved, &mode, &direct))
		return false;
	if (direct) {
		out->fd = open_direct(path);
		return out->fd >= 0;
	}
	out->path = qn_strndup(resolved, strlen(resolved));
	if (!open_folder(out))
		return false;
	if (!*out->base) {
		errno = EISDIR;
		return false;
	}
	return open_temp(out, mode);
}

struct qn_output *qn_output_open(const char *path, struct qn_err *e)
{
	if (e->failed)
		return NULL;
	bool standard = !path || strcmp(path, "-") == 0;
	const char *name = standard ? "standard output" : path;
	struct qn_output *out = qn_malloc(1, sizeof *out);
	*out->temp = '\0';
	out->name = qn_strndup(name, strlen(name));
	out->path = NULL;
	out->base = NULL;
	out->fd = standard ? STDOUT_FILENO : -1;
	out->folder = out->slot = -1;
	out->error = 0;
	out->n = 0;
	if (!standard && !open_target(out, path)) {
		qn_fail_errno(e, "%s", name);
		qn_output_discard(out);
		return NULL;
	}
	return out;
}

/* --- writing -------------------------------------------------------------- */

static void write_through(struct qn_output *out, const char *p, size_t n)
{
	while (n && !out->error) {
		ssize_t did = write(out->fd, p, n < MOST ? n : MOST);
		if (did < 0 && errno != EINTR)
			out->error = errno;
		if (did > 0) {
			p += did;
			n -= (size_t)did;
		}
	}
}

static void flush(struct qn_output *out)
{
	write_through(out, out->buffer, out->n);
	out->n = 0;
}

void qn_output_write(struct qn_output *out, const void *bytes, size_t n)
{
	if (!out || out->error || !n)
		return;
	if (n > BUFFER - out->n)
		flush(out);
	if (n > BUFFER) {
		write_through(out, bytes, n);
		return;
	}
	memcpy(out->buffer + out->n, bytes, n);
	out->n += n;
}

void qn_output_puts(struct qn_output *out, const char *s)
{
	qn_output_write(out, s, strlen(s));
}

void qn_output_drain(struct qn_output *out, struct qn_buf *from)
{
	if (from->n)
		qn_output_write(out, from->p, from->n);
	qn_buf_clear(from);
}

void qn_output_printf(struct qn_output *out, const char *format, ...)
{
	char line[512];
	va_list ap, again;
	va_start(ap, format);
	va_copy(again, ap);
	int n = vsnprintf(line, sizeof line, format, ap);
	if (n > 0 && (size_t)n < sizeof line) {
		qn_output_write(out, line, (size_t)n);
	} else if (n > 0) {
		char *p = qn_malloc((size_t)n + 1, 1);
		vsnprintf(p, (size_t)n + 1, format, again);
		qn_output_write(out, p, (size_t)n);
		free(p);
	}
	va_end(again);
	va_end(ap);
}

bool qn_output_ok(const struct qn_output *out)
{
	return out && !out->error;
}

/* --- the end -------------------------------------------------------------- */

static void note(struct qn_output *out, int result)
{
	if (result != 0 && !out->error)
		out->error = errno;
}

static void settle(struct qn_output *out)
{
	flush(out);
	if (!out->path || out->fd < 0)
		return;
	if (!out->error)
		note(out, fsync(out->fd));
	note(out, close(out->fd));
	out->fd = -1;
}

/* Some file systems refuse to sync a folder; the rename itself was done. */
static void commit(struct qn_output *out)
{
	if (out->error || !out->path)
		return;
	note(out, renameat(out->folder, out->temp, out->folder, out->base));
	if (out->error)
		return;
	*out->temp = '\0';
	fsync(out->folder);
}

static bool tell(const struct qn_output *out, struct qn_err *e)
{
	if (!out->error)
		return !e->failed;
	errno = out->error;
	return qn_fail_errno(e, "%s", out->name);
}

bool qn_output_finish(struct qn_output *out, struct qn_err *e)
{
	if (!out || e->failed)
		return false;
	settle(out);
	return tell(out, e);
}

bool qn_output_close(struct qn_output *out, struct qn_err *e)
{
	if (qn_output_finish(out, e)) {
		commit(out);
		tell(out, e);
	}
	qn_output_discard(out);
	return !e->failed;
}

void qn_output_discard(struct qn_output *out)
{
	if (!out)
		return;
	if (out->fd >= 0 && out->fd != STDOUT_FILENO)
		close(out->fd);
	if (*out->temp && out->folder >= 0)
		unlinkat(out->folder, out->temp, 0);
	live_remove(out->slot);
	if (out->folder >= 0)
		close(out->folder);
	free(out->path);
	free(out->name);
	free(out);
}
