/* SPDX-License-Identifier: MIT */
/*
 * version.h -- the version, in its one place.
 */
#ifndef QN_BASE_VERSION_H
#define QN_BASE_VERSION_H

#define QN_VERSION "0.1.0"
#endif
