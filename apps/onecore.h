/* SPDX-License-Identifier: MIT */
/*
 * onecore.h -- libraries are loaded as if there were one core.
 *
 * OpenBLAS starts a thread for every core when it is loaded, used or not,
 * and each spins for up to a tenth of a second: as long as a short command
 * takes, on cores that its own threads want.  Quern calls OpenBLAS with one
 * thread (base/blas.h), so it is shown one core for as long as it looks.
 */
#ifndef QUERN_ONECORE_H
#define QUERN_ONECORE_H

/* The cores that the process may use, again; before threads are made. */
void onecore_end(void);
#endif
