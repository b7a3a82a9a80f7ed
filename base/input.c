/* SPDX-License-Identifier: MIT */
/*
 * input.c -- three ways to the same bytes: a map, read(), libarchive.
 *
 * What a source holds is told from its first bytes, before libarchive sees
 * them: left to itself libarchive would uudecode a text that quotes mail.
 * So only what begins like a compressed file or an archive goes to it, with
 * the filters and formats named here; all else passes through untouched.
 * gzip is unpacked here: libarchive does not look at its checksum.
 */
#include "base/input.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gunzip.h"
#include "base/mem.h"

#define BLOCK     ((size_t)1 << 20) /* bytes of one read()                   */
#define MAP_SLICE ((size_t)4 << 20) /* bytes of a map handed out at once     */
#define SNIFF     512 /* bytes that tell every kind: a tar block */

struct qn_input {
	char *name;
	int fd;                   /* -1 once a map needs it no longer         */
	size_t size;              /* bytes of a regular file, else 0          */
	size_t offset;            /* bytes of the source handed on so far     */
	bool seekable;            /* a regular file read from its beginning   */
	struct qn_bytes map;      /* a plain file; map.mapped tells           */
	char *block;              /* [BLOCK] for read(); NULL for a map       */
	size_t ahead;             /* bytes of `block` read to sniff at them   */
	int read_errno;           /* why reading failed; 0 = data is damaged  */
	struct qn_gunzip *gunzip; /* NULL: the source is not gzip's      */
	struct qn_slice zipped;   /* of `block`, not yet unpacked        */
	char *plain;              /* [BLOCK] unpacked                    */
	size_t plain_ahead;       /* bytes of it read to sniff at them   */
	struct archive *archive;  /* NULL for plain bytes                 */
	bool in_member;           /* a member's data is being read            */
	bool ended;               /* there is nothing more                    */
	char *member;             /* its path, until asked for                */
	char *told;               /* the path last told                       */
};

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

void qn_bytes_release(struct qn_bytes *b)
{
	if (b->mapped) {
		/* A source read from its middle starts inside a page. */
		size_t slack = (uintptr_t)b->p % page_size();
		munmap((void *)(uintptr_t)(b->p - slack), b->n + slack);
	}
	qn_buf_release(&b->owned);
	*b = (struct qn_bytes){0};
}

/* --- what is it? ---------------------------------------------------------- */

static bool begins(const char *p, size_t n, const char *magic, size_t m)
{
	return n >= m && memcmp(p, magic, m) == 0;
}

/* Longer than its "BZh9", with which a text might well begin. */
static bool is_bzip2(const char *p, size_t n)
{
	return begins(p, n, "BZh", 3) && n >= 10 && p[3] >= '1' &&
	       p[3] <= '9' &&
	       (begins(p + 4, 6, "\x31\x41\x59\x26\x53\x59", 6) ||
	        begins(p + 4, 6, "\x17\x72\x45\x38\x50\x90", 6));
}

static bool is_gzip(const char *p, size_t n)
{
	return begins(p, n, "\x1f\x8b\x08", 3);
}

static bool is_packed(const char *p, size_t n)
{
	return begins(p, n,
	              "\xfd"
	              "7zXZ\0",
	              6) ||
	       begins(p, n, "\x28\xb5\x2f\xfd", 4) ||
	       begins(p, n, "\x04\x22\x4d\x18", 4) || is_bzip2(p, n) ||
	       begins(p, n, "PK\3\4", 4) || begins(p, n, "PK\5\6", 4) ||
	       (n > 262 && memcmp(p + 257, "ustar", 5) == 0);
}

/* --- reading -------------------------------------------------------------- */

static ssize_t read_some(int fd, char *p, size_t n)
{
	ssize_t got;
	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

/* A whole line, at a terminal or from another program that waits for the
 * answer, and nothing that a compressed file or an archive begins with. */
static bool is_line(const char *p, size_t n)
{
	static const char *const magics[] = {"\x1f\x8b", "\3757z", "\x28\xb5",
	                                     "\x04\x22", "BZh",    "PK\3",
	                                     "PK\5"};
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (begins(p, n, magics[i], strlen(magics[i])))
			return false;
	return n > 0 && p[n - 1] == '\n' && !memchr(p, '\0', n);
}

/* Fill `block` as far as sniffing needs; a pipe gives bytes as it likes. */
static bool read_ahead(struct qn_input *in)
{
	in->block = qn_malloc(BLOCK, 1);
	while (in->ahead < SNIFF) {
		ssize_t got =
		    read_some(in->fd, in->block + in->ahead, SNIFF - in->ahead);
		if (got < 0)
			return false;
		if (got == 0)
			break;
		in->ahead += (size_t)got;
		if (is_line(in->block, in->ahead))
			break;
	}
	return true;
}

/* The next block of the source as it lies there; n < 0 with errno set. */
static ssize_t read_block(struct qn_input *in)
{
	ssize_t got = (ssize_t)in->ahead;
	in->ahead = 0;
	if (!got)
		got = read_some(in->fd, in->block, BLOCK);
	if (got > 0)
		in->offset += (size_t)got;
	return got;
}

/* Bytes unpacked into plain [BLOCK] from `at`: 0 at the end, < 0: damaged,
 * or not to be read and read_errno says why. */
static ssize_t unzip_some(struct qn_input *in, size_t at)
{
	size_t made = 0;
	while (!made) {
		if (!in->zipped.n) {
			ssize_t got = read_block(in);
			if (got < 0)
				in->read_errno = errno;
			if (got <= 0)
				return qn_gunzip_whole(in->gunzip) ? got : -1;
			in->zipped = (struct qn_slice){in->block, (size_t)got};
		}
		if (!qn_gunzip_step(in->gunzip, &in->zipped, in->plain + at,
		                    BLOCK - at, &made))
			return -1;
	}
	return (ssize_t)made;
}

/* The next plain or unzipped block; n < 0 with read_errno set or not. */
static ssize_t next_block(struct qn_input *in, const char **p)
{
	ssize_t got = (ssize_t)in->plain_ahead;
	*p = in->gunzip ? in->plain : in->block;
	if (!in->gunzip) {
		got = read_block(in);
		if (got < 0)
			in->read_errno = errno;
		return got;
	}
	in->plain_ahead = 0;
	return got ? got : unzip_some(in, 0);
}

static la_ssize_t feed(struct archive *a, void *ctx, const void **bytes)
{
	struct qn_input *in = ctx;
	const char *p;
	ssize_t got = next_block(in, &p);
	*bytes = p;
	if (got < 0)
		archive_set_error(a, EIO, "%s",
		                  in->read_errno ? strerror(in->read_errno)
		                                 : "damaged gzip input");
	return got;
}

/* Zip's list of members is at the end of the file. */
static la_int64_t seek(struct archive *a, void *ctx, la_int64_t to, int whence)
{
	struct qn_input *in = ctx;
	off_t at = lseek(in->fd, to, whence);
	if (at < 0) {
		in->read_errno = errno;
		archive_set_error(a, errno, "%s", strerror(errno));
		return ARCHIVE_FATAL;
	}
	return at;
}

static bool unpack_failed(struct qn_input *in, struct qn_err *e)
{
	const char *why = in->archive ? archive_error_string(in->archive)
	                              : "damaged gzip input";
	if (in->read_errno) {
		errno = in->read_errno;
		return qn_fail_errno(e, "%s", in->name);
	}
	return qn_fail(e, "%s: compressed data is damaged or cut short (%s)",
	               in->name, why ? why : "no details");
}

static bool open_archive(struct qn_input *in, struct qn_err *e)
{
	struct archive *a = in->archive = archive_read_new();
	if (!a)
		return qn_fail(e, "%s: no memory to unpack it", in->name);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_filter_lz4(a);
	archive_read_support_format_raw(a);
	archive_read_support_format_empty(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_zip(a);
	archive_read_set_read_callback(a, feed);
	archive_read_set_callback_data(a, in);
	if (in->seekable && !in->gunzip && lseek(in->fd, 0, SEEK_SET) == 0) {
		in->ahead = 0;
		archive_read_set_seek_callback(a, seek);
	}
	if (archive_read_open1(a) < ARCHIVE_WARN)
		return unpack_failed(in, e);
	return true;
}

/* Bytes from `start` to the end of a regular file; false: read it instead. */
static bool map_file(struct qn_input *in, size_t start)
{
	size_t slack = start % page_size(), n = in->size - start;
	char *p = mmap(NULL, n + slack, PROT_READ, MAP_PRIVATE, in->fd,
	               (off_t)(start - slack));
	if (p == MAP_FAILED)
		return false;
	madvise(p, n + slack, MADV_SEQUENTIAL);
	in->map = (struct qn_bytes){.p = p + slack, .n = n, .mapped = true};
	in->size = n;
	return true;
}

/* What is in a gzip stream may be a text or an archive. */
static bool open_gzip(struct qn_input *in, struct qn_err *e)
{
	in->gunzip = qn_gunzip_new();
	in->plain = qn_malloc(BLOCK, 1);
	while (in->plain_ahead < SNIFF) {
		ssize_t got = unzip_some(in, in->plain_ahead);
		if (got < 0)
			return unpack_failed(in, e);
		if (got == 0)
			break;
		in->plain_ahead += (size_t)got;
	}
	return !is_packed(in->plain, in->plain_ahead) || open_archive(in, e);
}

static bool start_reading(struct qn_input *in, struct qn_err *e)
{
	struct stat st;
	if (fstat(in->fd, &st) != 0)
		return qn_fail_errno(e, "%s", in->name);
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return qn_fail_errno(e, "%s", in->name);
	}
	off_t start = -1;
	if (S_ISREG(st.st_mode))
		start = lseek(in->fd, 0, SEEK_CUR);
	if (!read_ahead(in))
		return qn_fail_errno(e, "%s", in->name);
	/* Files of /proc claim to be empty; they are read, not mapped. */
	bool regular = start >= 0 && st.st_size > start;
	in->size = regular ? (size_t)st.st_size : 0;
	in->seekable = regular && start == 0;
	if (is_gzip(in->block, in->ahead))
		return open_gzip(in, e);
	if (is_packed(in->block, in->ahead))
		return open_archive(in, e);
	if (regular && map_file(in, (size_t)start)) {
		free(in->block);
		in->block = NULL;
	}
	return true;
}

struct qn_input *qn_input_open(const char *path, struct qn_err *e)
{
	if (e->failed)
		return NULL;
	bool standard = !path || strcmp(path, "-") == 0;
	const char *name = standard ? "standard input" : path;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		qn_fail_errno(e, "%s", name);
		return NULL;
	}
	struct qn_input *in = qn_calloc(1, sizeof *in);
	in->name = qn_strndup(name, strlen(name));
	in->fd = fd;
	if (!start_reading(in, e)) {
		qn_input_close(in);
		return NULL;
	}
	return in;
}

void qn_input_close(struct qn_input *in)
{
	if (!in)
		return;
	if (in->archive)
		archive_read_free(in->archive);
	if (in->fd != STDIN_FILENO)
		close(in->fd);
	qn_bytes_release(&in->map);
	qn_gunzip_free(in->gunzip);
	free(in->plain);
	free(in->block);
	free(in->member);
	free(in->told);
	free(in->name);
	free(in);
}

const char *qn_input_name(const struct qn_input *in)
{
	return in->name;
}

/* On to the next member that holds data; false at the end or on failure. */
static bool next_member(struct qn_input *in, struct qn_err *e)
{
	struct archive_entry *entry;
	for (;;) {
		int r = archive_read_next_header(in->archive, &entry);
		if (r == ARCHIVE_EOF) {
			in->ended = true;
			return false;
		}
		if (r < ARCHIVE_WARN)
			return unpack_failed(in, e);
		if (archive_entry_filetype(entry) == AE_IFREG)
			break;
	}
	in->in_member = true;
	if (archive_format(in->archive) == ARCHIVE_FORMAT_RAW)
		return true;
	const char *path = archive_entry_pathname(entry);
	if (!path)
		path = archive_entry_pathname_utf8(entry);
	free(in->member);
	in->member = qn_strndup(path ? path : "?", path ? strlen(path) : 1);
	return true;
}

static struct qn_slice next_unpacked(struct qn_input *in, struct qn_err *e)
{
	const void *p;
	size_t n;
	la_int64_t at;
	for (;;) {
		if (!in->in_member && !next_member(in, e))
			return (struct qn_slice){0};
		int r = archive_read_data_block(in->archive, &p, &n, &at);
		if (r == ARCHIVE_EOF) {
			in->in_member = false;
		} else if (r < ARCHIVE_WARN) {
			unpack_failed(in, e);
			return (struct qn_slice){0};
		} else if (n) {
			return (struct qn_slice){p, n};
		}
	}
}

/* What was handed out before counts as the process's memory no longer. */
static struct qn_slice next_mapped(struct qn_input *in)
{
	const char *p = in->map.p + in->offset;
	size_t left = in->map.n - in->offset;
	struct qn_slice s = {p, left < MAP_SLICE ? left : MAP_SLICE};
	qn_pages_forget(in->offset < MAP_SLICE ? in->map.p : p - MAP_SLICE, p);
	in->offset += s.n;
	return s;
}

struct qn_slice qn_input_next(struct qn_input *in, struct qn_err *e)
{
	if (e->failed || in->ended)
		return (struct qn_slice){0};
	if (in->map.mapped)
		return next_mapped(in);
	if (in->archive)
		return next_unpacked(in, e);
	const char *p;
	ssize_t got = next_block(in, &p);
	if (got < 0) {
		unpack_failed(in, e);
		return (struct qn_slice){0};
	}
	in->ended = got == 0;
	return (struct qn_slice){p, (size_t)got};
}

struct qn_slice qn_input_map(const struct qn_input *in)
{
	if (!in->map.mapped)
		return (struct qn_slice){0};
	return (struct qn_slice){in->map.p + in->offset,
	                         in->map.n - in->offset};
}

const char *qn_input_member(struct qn_input *in)
{
	if (!in->member)
		return NULL;
	free(in->told);
	in->told = in->member;
	in->member = NULL;
	return in->told;
}

size_t qn_input_offset(const struct qn_input *in)
{
	return in->offset;
}

size_t qn_input_size(const struct qn_input *in)
{
	return in->size;
}

bool qn_bytes_load(struct qn_bytes *b, const char *path, struct qn_err *e)
{
	struct qn_input *in = qn_input_open(path, e);
	if (!in)
		return false;
	if (in->map.mapped) {
		*b = in->map;
		in->map.mapped = false;
		size_t slack = (uintptr_t)b->p % page_size();
		/* Whoever wants the whole file may well jump about in it. */
		madvise((void *)(uintptr_t)(b->p - slack), b->n + slack,
		        MADV_NORMAL);
	} else {
		struct qn_slice s;
		*b = (struct qn_bytes){0};
		qn_buf_reserve(&b->owned, 0);
		while ((s = qn_input_next(in, e)).n)
			qn_buf_add(&b->owned, s.p, s.n);
		b->p = b->owned.p;
		b->n = b->owned.n;
	}
	qn_input_close(in);
	if (e->failed)
		qn_bytes_release(b);
	return !e->failed;
}
