/* SPDX-License-Identifier: MIT */
/*
 * test_wordscripts.c -- word boundaries of scripts that need a dictionary, and
 * of texts of the world, as ICU's iterator gives them.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/utf8.h>

#include "base/input.h"
#include "tests/unit/randomtext.h"
#include "tests/unit/suite.h"
#include "tests/unit/wordjudge.h"

#define DATA "../shared/data"

static const struct script {
	UChar32 first[2]; /* letters: blocks of them */
	uint32_t n[2];
	const char *words;
} scripts[] = {
    {{0xe00, 0xe00},
     {96, 96},
     "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิต่างๆฯลฯกรุงเทพฯ"},
    {{0xe80, 0xe80}, {96, 96}, "ມະນຸດເກີດມາມີສິດເສລີພາບແລະສະເໝີໜ້າກັນໃນທຸກໆດ້ານ"},
    {{0x1000, 0xaa60}, {160, 32}, "လူတိုင်းသည်တူညီလွတ်လပ်သောဂုဏ်သိက္ခာဖြင့်မွေးဖွားလာသူများဖြစ်သည်"},
    {{0x1780, 0x1780},
     {96, 96},
     "មនុស្សទាំងអស់កើតមកមានសេរីភាពនិងសមភាពក្នុងសេចក្ដីថ្លៃថ្នូរ"},
    {{0x4e00, 0x20000},
     {0x5200, 0xa6d7},
     "人人生而自由在尊严和权利上一律平等他们赋有理性和良心研究生命起源"},
    {{0x3040, 0x30a0},
     {96, 96},
     "すべての人間は生まれながらにして自由でありコンピューターを使うーパソコ"
     "ン"},
    {{0xff65, 0x3300}, {60, 88}, "ｶﾞﾊﾟ㌔㍍㋐㋑ゟヿ豈更車ー々〆〱〲"}};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

/* Some characters of a script's words, or one of its letters. */
static void add_script(struct qn_rng *r, const struct script *s,
                       struct qn_buf *to)
{
	struct chars words = chars_of(qn_slice_of(s->words));
	uint32_t n = 1, at = qn_rng_below(r, (uint32_t)words.n);
	char bytes[4];
	int32_t used = 0;
	if (qn_rng_below(r, 4)) {
		n += qn_rng_below(r, 12);
		n = at + n < words.n ? n : (uint32_t)words.n - at;
		qn_buf_add(to, s->words + words.at[at],
		           words.at[at + n] - words.at[at]);
	} else {
		uint32_t block = qn_rng_below(r, 2);
		UChar32 c =
		    s->first[block] + (UChar32)qn_rng_below(r, s->n[block]);
		U8_APPEND_UNSAFE(bytes, used, c);
		qn_buf_add(to, bytes, (size_t)used);
	}
	chars_release(&words);
}

/* One script mostly, now and then another, or anything. */
static void random_scripts(struct qn_rng *r, struct qn_buf *s)
{
	uint32_t main_one = qn_rng_below(r, SCRIPTS), n = qn_rng_below(r, 12);
	qn_buf_clear(s);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t way = qn_rng_below(r, 16);
		char bytes[4];
		int32_t used = 0;
		if (way == 0) {
			U8_APPEND_UNSAFE(bytes, used, random_character(r));
			qn_buf_add(s, bytes, (size_t)used);
		} else if (way == 1) {
			add_script(r, &scripts[qn_rng_below(r, SCRIPTS)], s);
		} else {
			add_script(r, &scripts[main_one], s);
		}
	}
}

START_TEST(scripts_with_dictionaries_are_cut_as_icu_cuts_them)
{
	const char *seeds = getenv("QUERN_TEST_SEEDS");
	uint64_t n = seeds ? strtoul(seeds, NULL, 10) : 10000;
	struct cutter c = cutter_new(QN_WORDS_ICU);
	struct qn_buf s = {0};
	for (uint64_t seed = 0; seed < n; seed++) {
		struct qn_rng r = qn_rng_new(seed, 3);
		char what[40];
		random_scripts(&r, &s);
		snprintf(what, sizeof what, "seed %zu", (size_t)seed);
		cutter_compare(&c, (struct qn_slice){s.p ? s.p : "", s.n},
		               what);
	}
	qn_buf_release(&s);
	cutter_free(&c);
}
END_TEST

/* --- texts of the world --------------------------------------------------- */

/* The first `most` bytes of a file, by runs of whole lines; its size. */
static size_t compare_file(const struct cutter *c, const char *path,
                           size_t most)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_input *in = qn_input_open(path, &e);
	struct qn_buf s = {0};
	struct qn_slice got;
	size_t n = 0;
	while (in && n < most && (got = qn_input_next(in, &e)).n) {
		size_t take = got.n < most - n ? got.n : most - n;
		qn_buf_add(&s, got.p, take);
		n += take;
		if (s.n < (size_t)1 << 20 && n < most)
			continue;
		cutter_compare(c, qn_buf_slice(&s), path);
		qn_buf_clear(&s);
	}
	if (s.n)
		cutter_compare(c, qn_buf_slice(&s), path);
	ck_assert_msg(!e.failed, "%s", e.text);
	qn_input_close(in);
	qn_buf_release(&s);
	return n;
}

static size_t compare_folder(const struct cutter *c, const char *folder,
                             size_t most)
{
	DIR *d = opendir(folder);
	size_t n = 0;
	for (struct dirent *entry; d && (entry = readdir(d));) {
		char path[1024];
		if (*entry->d_name == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (entry->d_type == DT_DIR)
			n += compare_folder(c, path, most);
		else
			n += compare_file(c, path, most);
	}
	if (d)
		closedir(d);
	return n;
}

/* QUERN_TEST_BYTES=1000000000 goes through all of every file. */
START_TEST(texts_of_the_world_are_cut_as_icu_cuts_them)
{
	const char *most = getenv("QUERN_TEST_BYTES");
	struct cutter c = cutter_new(QN_WORDS_ICU);
	c.step = 32768;
	size_t n = compare_folder(
	    &c, DATA, most ? strtoul(most, NULL, 10) : (size_t)30 << 10);
	if (!n)
		fprintf(stderr, "no " DATA ": nothing compared with ICU\n");
	else if (most)
		fprintf(stderr, "%zu bytes are cut as ICU cuts them\n", n);
	cutter_free(&c);
}
END_TEST

SUITE(wordscripts, scripts_with_dictionaries_are_cut_as_icu_cuts_them,
      texts_of_the_world_are_cut_as_icu_cuts_them)
