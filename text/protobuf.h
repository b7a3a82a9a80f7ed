/* SPDX-License-Identifier: MIT */
/*
 * protobuf.h -- the fields of a message of Protocol Buffers, one by one.
 *
 *	struct qn_protobuf m = qn_protobuf_of(bytes);
 *	struct qn_protobuf_field f;
 *	while (qn_protobuf_next(&m, &f))
 *		switch (f.number) { ... }
 *	if (m.damaged) ...
 *
 * Source: developers.google.com/protocol-buffers, "Encoding".
 */
#ifndef QN_TEXT_PROTOBUF_H
#define QN_TEXT_PROTOBUF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum qn_protobuf_type {
	QN_PROTOBUF_VARINT = 0,
	QN_PROTOBUF_FIXED64 = 1,
	QN_PROTOBUF_BYTES = 2,
	QN_PROTOBUF_FIXED32 = 5,
};

struct qn_protobuf {
	struct qn_slice rest;
	bool damaged; /* the bytes are no message */
};

struct qn_protobuf_field {
	uint32_t number;
	enum qn_protobuf_type type;
	uint64_t value;        /* of a number           */
	struct qn_slice bytes; /* of bytes or a message */
};

static inline struct qn_protobuf qn_protobuf_of(struct qn_slice bytes)
{
	return (struct qn_protobuf){.rest = bytes};
}

/* The next field; false at the end, and where the message is damaged. */
bool qn_protobuf_next(struct qn_protobuf *m, struct qn_protobuf_field *f);

/* A field as what it is declared to be; of another type it is 0 or empty. */
bool qn_protobuf_bool(const struct qn_protobuf_field *f);
float qn_protobuf_float(const struct qn_protobuf_field *f);
#endif
