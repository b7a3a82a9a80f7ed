/* SPDX-License-Identifier: MIT */
/*
 * protobuf.c -- tags, varints and lengths.
 */
#include "text/protobuf.h"

static bool damaged(struct qn_protobuf *m)
{
	m->damaged = true;
	return false;
}

static bool varint(struct qn_protobuf *m, uint64_t *value)
{
	*value = 0;
	for (int shift = 0; shift < 64; shift += 7) {
		if (!m->rest.n)
			return damaged(m);
		unsigned char byte = (unsigned char)*m->rest.p++;
		m->rest.n--;
		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
	}
	return damaged(m);
}

static bool fixed(struct qn_protobuf *m, size_t n, uint64_t *value)
{
	*value = 0;
	if (m->rest.n < n)
		return damaged(m);
	for (size_t i = 0; i < n; i++)
		*value |= (uint64_t)(unsigned char)m->rest.p[i] << (8 * i);
	m->rest.p += n;
	m->rest.n -= n;
	return true;
}

static bool bytes(struct qn_protobuf *m, struct qn_slice *s)
{
	uint64_t n;
	if (!varint(m, &n) || n > m->rest.n)
		return damaged(m);
	*s = (struct qn_slice){m->rest.p, (size_t)n};
	m->rest.p += n;
	m->rest.n -= (size_t)n;
	return true;
}

bool qn_protobuf_next(struct qn_protobuf *m, struct qn_protobuf_field *f)
{
	uint64_t tag;
	if (m->damaged || !m->rest.n || !varint(m, &tag))
		return false;
	*f = (struct qn_protobuf_field){.number = (uint32_t)(tag >> 3),
	                                .type = tag & 7};
	if (!f->number || tag >> 3 > 0x1fffffff)
		return damaged(m);
	switch (f->type) {
	case QN_PROTOBUF_VARINT:
		return varint(m, &f->value);
	case QN_PROTOBUF_FIXED64:
		return fixed(m, 8, &f->value);
	case QN_PROTOBUF_BYTES:
		return bytes(m, &f->bytes);
	case QN_PROTOBUF_FIXED32:
		return fixed(m, 4, &f->value);
	}
	return damaged(m); /* groups are long gone */
}

bool qn_protobuf_bool(const struct qn_protobuf_field *f)
{
	return f->type == QN_PROTOBUF_VARINT && f->value != 0;
}

float qn_protobuf_float(const struct qn_protobuf_field *f)
{
	uint32_t bits = f->type == QN_PROTOBUF_FIXED32 ? (uint32_t)f->value : 0;
	float x;
	memcpy(&x, &bits, sizeof x);
	return x;
}
