/* SPDX-License-Identifier: MIT */
/*
 * bar.c -- see bar.h.
 */
#include "apps/bar.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#define REDRAW_SECONDS 0.1 /* on a terminal */
#define LINE_SECONDS   5.0 /* elsewhere     */
#define CELLS          20

/* The latest report of a stage (reading, training, ...), and when it came.
 * Its strings are copied: a library's need not outlive the callback. */
struct stage {
	struct qn_report report;
	char what[32], unit[16], measure[16];
	double began, updated; /* seconds */
	double first; /* units done at the first report: resumed work */
};

/* The cursor stands behind a bar; asked by a signal handler. */
static volatile sig_atomic_t mid_line;

struct bar {
	struct qn_progress progress;
	bool terminal;
	bool active;  /* `stage` holds a stage that has begun   */
	double drawn; /* when something was last printed        */
	struct stage stage;
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int columns(void)
{
	struct winsize w;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	return 80;
}

/* 7812345 -> "7.81M" */
static void put_count(struct qn_buf *b, double n)
{
	static const char units[] = " kMGT";
	const char *u = units;
	while (n >= 999.5 && u[1]) {
		n /= 1000;
		u++;
	}
	int digits = u == units || n >= 99.95 ? 0 : n >= 9.995 ? 1 : 2;
	qn_buf_printf(b, "%.*f", digits, n);
	if (u != units)
		qn_buf_putc(b, *u);
}

static void put_time(struct qn_buf *b, double seconds)
{
	long s = lround(seconds);
	if (s >= 3600)
		qn_buf_printf(b, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60,
		              s % 60);
	else
		qn_buf_printf(b, "%ld:%02ld", s / 60, s % 60);
}

static void put_cells(struct qn_buf *b, double share)
{
	int full = (int)(share * CELLS);
	qn_buf_puts(b, "[");
	for (int i = 0; i < CELLS; i++)
		qn_buf_putc(b, i < full ? '#' : '.');
	qn_buf_puts(b, "] ");
}

/* Work that is done when its time is over has no speed. */
static bool is_timed(const struct stage *s)
{
	return strcmp(s->unit, "s") == 0;
}

static void put_learning(struct qn_buf *b, const struct stage *s)
{
	const struct qn_report *r = &s->report;
	if (!isnan(r->loss))
		qn_buf_printf(b, "  %s %.4f", s->measure, r->loss);
	if (!isnan(r->rate))
		qn_buf_printf(b, "  rate %.4g", r->rate);
}

static void put_state(struct qn_buf *b, const struct stage *s, bool cells)
{
	const struct qn_report *r = &s->report;
	double elapsed = s->updated - s->began, work = r->done - s->first;
	double speed = elapsed > 0 ? work / elapsed : 0;
	qn_buf_printf(b, "%-10s ", s->what);
	if (r->total > 0) {
		double share = fmin(r->done / r->total, 1);
		if (cells)
			put_cells(b, share);
		qn_buf_printf(b, "%3d%%  ", (int)(share * 100));
	}
	if (!is_timed(s)) {
		put_count(b, speed);
		qn_buf_printf(b, " %s/s", s->unit);
	}
	if (r->total > 0 && speed > 0) {
		qn_buf_puts(b, "  ETA ");
		put_time(b, fmax(r->total - r->done, 0) / speed);
	}
	put_learning(b, s);
}

static void put_summary(struct qn_buf *b, const struct stage *s)
{
	const struct qn_report *r = &s->report;
	double elapsed = s->updated - s->began, work = r->done - s->first;
	qn_buf_printf(b, "%-10s ", s->what);
	if (!is_timed(s)) {
		put_count(b, work);
		qn_buf_printf(b, " %s in ", s->unit);
	}
	qn_buf_printf(b, "%.1f s", elapsed);
	if (elapsed >= REDRAW_SECONDS && !is_timed(s)) {
		qn_buf_puts(b, ", ");
		put_count(b, work / elapsed);
		qn_buf_printf(b, " %s/s", s->unit);
	}
	put_learning(b, s);
}

/* On a terminal: over the line that stands there, never wider than it. */
static void print_line(const struct bar *bar, struct qn_buf *b, bool stays)
{
	if (!bar->terminal) {
		fprintf(stderr, "%s\n", b->p);
		return;
	}
	int width = columns() - 1;
	fprintf(stderr, "\r%.*s\033[K%s", width, b->p, stays ? "\n" : "");
	fflush(stderr);
	mid_line = !stays;
}

void bar_break_off(void)
{
	if (mid_line && write(STDERR_FILENO, "\n", 1) == 1)
		mid_line = 0;
}

static void finish_stage(struct bar *bar)
{
	if (!bar->active)
		return;
	struct qn_buf b = {0};
	put_summary(&b, &bar->stage);
	print_line(bar, &b, true);
	qn_buf_release(&b);
	bar->active = false;
}

static void begin_stage(struct bar *bar, const struct qn_report *r, double t)
{
	struct stage *s = &bar->stage;
	snprintf(s->what, sizeof s->what, "%s", r->what);
	snprintf(s->unit, sizeof s->unit, "%s", r->unit);
	snprintf(s->measure, sizeof s->measure, "%s",
	         r->measure ? r->measure : "loss");
	s->began = s->updated = t;
	s->first = r->done;
	bar->active = true;
	/* The first line elsewhere comes after a while: short work, which
	 * ends before, prints its summary only. */
	bar->drawn = t;
}

static bool report(void *ctx, const struct qn_report *r)
{
	struct bar *bar = ctx;
	struct stage *s = &bar->stage;
	double t = now();
	if (bar->active && strcmp(s->what, r->what) != 0)
		finish_stage(bar);
	if (!bar->active)
		begin_stage(bar, r, t);
	s->report = *r;
	s->updated = t;
	if (t - bar->drawn >= (bar->terminal ? REDRAW_SECONDS : LINE_SECONDS)) {
		struct qn_buf b = {0};
		put_state(&b, s, bar->terminal);
		print_line(bar, &b, false);
		qn_buf_release(&b);
		bar->drawn = t;
	}
	return true;
}

struct bar *bar_new(bool quiet)
{
	struct bar *bar = qn_calloc(1, sizeof *bar);
	bar->terminal = isatty(STDERR_FILENO);
	if (!quiet)
		bar->progress = (struct qn_progress){report, bar};
	return bar;
}

const struct qn_progress *bar_progress(const struct bar *bar)
{
	return bar->progress.report ? &bar->progress : NULL;
}

void bar_free(struct bar *bar, bool done)
{
	if (!bar)
		return;
	if (done)
		finish_stage(bar);
	else
		bar_break_off();
	free(bar);
}
