/* SPDX-License-Identifier: MIT */
/*
 * worddict.c -- ICU's dictionary files, opened where ICU has them.
 *
 * Source: ICU 72, dictionarydata.h (format "Dict", version 1).
 */
#include "text/worddict.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FOLDER U_ICUDATA_NAME U_TREE_SEPARATOR_STRING "brkitr"

/* The file's header: numbers of four bytes, and what is said there. */
enum { TRIE_AT, TRIE_END, SECOND_END, BYTES, TRIE_TYPE, TRANSFORM, FIELDS = 8 };
enum { TYPE_MASK = 7, TYPE_BYTES = 0, TYPE_UNITS = 1 };
#define TRANSFORM_MASK  0x7f000000
#define TRANSFORM_FIRST 0x01000000 /* its lower bits: the first character */

/* Units that are bytes: these many characters of the script, and one for all
 * others. */
#define LAST_BYTE  0xfd
#define OTHER_BYTE 0xff

static bool is_known(const UDataMemory *file)
{
	UDataInfo i = {.size = sizeof i};
	udata_getInfo((UDataMemory *)file, &i);
	return memcmp(i.dataFormat, "Dict", 4) == 0 &&
	       i.formatVersion[0] == 1 && i.isBigEndian == U_IS_BIG_ENDIAN &&
	       i.sizeofUChar == sizeof(UChar);
}

static bool read_header(struct qn_worddict *d, const unsigned char *data)
{
	int32_t h[FIELDS];
	memcpy(h, data, sizeof h);
	int type = h[TRIE_TYPE] & TYPE_MASK;
	int32_t width = type == TYPE_BYTES ? 1 : 2;
	if (type > TYPE_UNITS || h[TRIE_AT] < (int32_t)sizeof h ||
	    h[TRIE_AT] % width || h[TRIE_END] <= h[TRIE_AT] ||
	    h[BYTES] < h[TRIE_END] || (uint32_t)h[TRIE_END] > QN_ICUTRIE_UNITS)
		return false;
	d->trie.n = (uint32_t)((h[TRIE_END] - h[TRIE_AT]) / width);
	if (type == TYPE_UNITS) {
		d->trie.units = (const uint16_t *)(data + h[TRIE_AT]);
		return true;
	}
	d->trie.bytes = data + h[TRIE_AT];
	d->first = (uint32_t)(h[TRANSFORM] & ~TRANSFORM_MASK);
	return (h[TRANSFORM] & TRANSFORM_MASK) == TRANSFORM_FIRST;
}

bool qn_worddict_open(struct qn_worddict *d, const char *name)
{
	UErrorCode u = U_ZERO_ERROR;
	*d = (struct qn_worddict){.file = udata_open(FOLDER, "dict", name, &u)};
	if (U_FAILURE(u) || !is_known(d->file) ||
	    !read_header(d, udata_getMemory(d->file))) {
		qn_worddict_close(d);
		return false;
	}
	size_t n = (size_t)1 << QN_WORDDICT_MEMO_BITS;
	d->memo = qn_malloc(n, sizeof *d->memo);
	memset(d->memo, 0xff, n * sizeof *d->memo); /* QN_ICUTRIE_NONE */
	return true;
}

void qn_worddict_close(struct qn_worddict *d)
{
	udata_close(d->file);
	free(d->memo);
	*d = (struct qn_worddict){.file = NULL};
}

void qn_worddict_find(const struct qn_worddict *d, struct qn_worddict_memo *m,
                      uint32_t from, uint32_t c)
{
	uint32_t unit = c;
	if (d->trie.bytes)
		unit = c - d->first <= LAST_BYTE ? c - d->first : OTHER_BYTE;
	*m = (struct qn_worddict_memo){from, c,
	                               qn_icutrie_step(&d->trie, from, unit)};
}
