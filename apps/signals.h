/* SPDX-License-Identifier: MIT */
/*
 * signals.h -- how the program ends when it does not end by itself.
 *
 *	SIGINT, SIGTERM, SIGHUP   128 + the signal, as a shell reports it
 *	SIGPIPE                   by the signal, silently (`quern ... | head`)
 *	SIGQUIT, SIGABRT          by the signal, which may leave a core file
 *	SIGBUS                    one line, status 1: a mapped file shrank
 *	no memory left            one line, status 1
 *
 * Each time unfinished output files are removed first.
 */
#ifndef QN_APPS_SIGNALS_H
#define QN_APPS_SIGNALS_H

#include <stdbool.h>

void signals_install(void);

/* From here on the first SIGINT only makes signals_asked() true; the next one
 * ends the program as ever. */
void signals_defer(void);
bool signals_asked(void);

/* The same for SIGTERM, too: of work that keeps what it has done so far. */
void signals_defer_both(void);

/* What to exit with when work was broken off: 128 + the signal that asked for
 * it, SIGINT if none did. */
int signals_status(void);
#endif
