/* SPDX-License-Identifier: MIT */
/*
 * test_option.c -- the ways to write an option, and the ways to get it wrong.
 */
#include "tests/unit/suite.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "apps/option.h"

enum colour { RED, GREEN };

struct values {
	int dim;
	unsigned count;
	uint64_t seed, memory;
	size_t big;
	float alpha;
	double sample;
	bool quiet, hs;
	int tied;
	enum colour colour;
	const char *output;
	struct option_list metric;
};

static const char *const colours[] = {"red", "green", NULL};

static const struct option table[] = {
    {.help = "A heading"},
    {.names = "dim size",
     OPTION_FIELD(struct values, dim),
     .min = 1,
     .max = 4096,
     .help = "columns"},
    {.names = "count c", OPTION_FIELD(struct values, count), .help = "a"},
    {.names = "seed", OPTION_FIELD(struct values, seed), .help = "a"},
    {.names = "memory",
     OPTION_FIELD(struct values, memory),
     .form = OPTION_BYTES,
     .help = "a"},
    {.names = "big", OPTION_FIELD(struct values, big), .help = "a"},
    {.names = "alpha",
     OPTION_FIELD(struct values, alpha),
     .min = 0,
     .max = OPTION_NO_LIMIT,
     .help = "a"},
    {.names = "sample", OPTION_FIELD(struct values, sample), .help = "a"},
    {.names = "quiet", OPTION_FIELD(struct values, quiet), .help = "a"},
    {.names = "hs",
     OPTION_FIELD(struct values, hs),
     .form = OPTION_SWITCH,
     .help = "a"},
    {.names = "colour",
     OPTION_FIELD(struct values, colour),
     .choices = colours,
     .help = "a"},
    {.names = "output o", OPTION_FIELD(struct values, output), .help = "a"},
    {.names = "metric m", OPTION_FIELD(struct values, metric), .help = "a"},
    {.names = "tied",
     OPTION_FIELD(struct values, tied),
     .form = OPTION_SWITCH,
     .help = "a"},
    {0},
};

/* One run of the parser, and what came of it. */
struct parsed {
	struct values v;
	struct option_list operands;
	struct qn_err e;
};

/* The words of `text`, which is cut up; how many there are. */
static size_t split(char *text, char **words)
{
	size_t n = 0;
	for (char *w = strtok(text, " "); w; w = strtok(NULL, " "))
		words[n++] = w;
	return n;
}

static bool parse(struct parsed *p, const char *line)
{
	static char text[256];
	char *words[32];
	*p = (struct parsed){.v = {.dim = 100, .tied = -1}};
	strcpy(text, line);
	struct option_set set = {table, &p->v};
	return options_parse(&set, 1, words, split(text, words), &p->operands,
	                     &p->e);
}

static void release(struct parsed *p)
{
	options_release(&(struct option_set){table, &p->v});
	free(p->operands.item);
}

static void refused(const char *line, const char *sentence)
{
	struct parsed p;
	ck_assert_msg(!parse(&p, line), "%s was accepted", line);
	ck_assert_str_eq(p.e.text, sentence);
	release(&p);
}

START_TEST(a_number_can_be_written_in_every_common_way)
{
	static const char *const lines[] = {"--dim 9", "--dim=9",    "-dim 9",
	                                    "-dim=9",  "--d 9",      "-size 9",
	                                    "--si=9",  "a --dim 9 b"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct parsed p;
		ck_assert_msg(parse(&p, lines[i]), "%s: %s", lines[i],
		              p.e.text);
		ck_assert_int_eq(p.v.dim, 9);
		release(&p);
	}
}
END_TEST

START_TEST(a_short_option_may_touch_its_number)
{
	struct parsed p;
	ck_assert(parse(&p, "-c12 -o file"));
	ck_assert_uint_eq(p.v.count, 12);
	ck_assert_str_eq(p.v.output, "file");
	release(&p);
	refused("-cx", "there is no option -cx");
}
END_TEST

START_TEST(every_type_reads_its_whole_range)
{
	struct parsed p;
	ck_assert(parse(&p, "--seed 18446744073709551615 --count 4294967295 "
	                    "--big 1234567890123 --alpha 0.25 --sample 1e-4"));
	ck_assert(p.v.seed == UINT64_MAX && p.v.count == UINT32_MAX);
	ck_assert(p.v.big == 1234567890123);
	ck_assert(p.v.alpha == 0.25f && p.v.sample == 1e-4);
	release(&p);
}
END_TEST

START_TEST(sizes_may_end_in_a_unit)
{
	static const struct {
		const char *line;
		uint64_t bytes;
	} cases[] = {{"--memory 512", 512},
	             {"--memory 4k", 4096},
	             {"--memory 3M", 3 << 20},
	             {"--memory 1.5G", 3ull << 29},
	             {"--memory 2T", 2ull << 40}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct parsed p;
		ck_assert(parse(&p, cases[i].line));
		ck_assert_uint_eq(p.v.memory, cases[i].bytes);
		release(&p);
	}
	refused("--memory 4X",
	        "--memory takes a size such as 512M or 4G, not \"4X\"");
	refused("--memory 4GB",
	        "--memory takes a size such as 512M or 4G, not \"4GB\"");
	refused("--memory 9999999T", "--memory takes a smaller size, not "
	                             "\"9999999T\"");
}
END_TEST

START_TEST(a_switch_takes_its_word_or_does_without)
{
	static const struct {
		const char *line;
		bool value;
		size_t operands;
	} cases[] = {{"--hs 1", true, 0},        {"--hs 0", false, 0},
	             {"--hs", true, 0},          {"--hs file", true, 1},
	             {"--hs --no-hs", false, 0}, {"--hs=0", false, 0},
	             {"-hs yes 1", true, 1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct parsed p;
		ck_assert_msg(parse(&p, cases[i].line), "%s", p.e.text);
		ck_assert(p.v.hs == cases[i].value);
		ck_assert_uint_eq(p.operands.n, cases[i].operands);
		release(&p);
	}
	refused("--hs=2", "--hs takes 0 or 1, not \"2\"");
	refused("--no-hs=1", "--no-hs takes no value");
}
END_TEST

START_TEST(a_switch_may_tell_whether_it_was_said)
{
	static const struct {
		const char *line;
		int value;
		size_t operands;
	} cases[] = {{"file", -1, 1},        {"--tied", 1, 0},
	             {"--no-tied", 0, 0},    {"--tied 0", 0, 0},
	             {"--tied=1", 1, 0},     {"--tied file", 1, 1},
	             {"--no-tied yes", 0, 1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct parsed p;
		ck_assert_msg(parse(&p, cases[i].line), "%s", p.e.text);
		ck_assert_int_eq(p.v.tied, cases[i].value);
		ck_assert_uint_eq(p.operands.n, cases[i].operands);
		release(&p);
	}
	refused("--tied=2", "--tied takes 0 or 1, not \"2\"");
}
END_TEST

START_TEST(a_flag_takes_no_word)
{
	struct parsed p;
	ck_assert(parse(&p, "--quiet 1"));
	ck_assert(p.v.quiet);
	ck_assert_uint_eq(p.operands.n, 1);
	release(&p);
	refused("--quiet=1", "--quiet takes no value, not \"1\"");
	refused("--no-quiet", "there is no option --no-quiet");
}
END_TEST

START_TEST(a_list_runs_up_to_the_next_option)
{
	struct parsed p;
	ck_assert(parse(&p, "ref -m bleu chrf -o out hyp -m ter -- -x"));
	ck_assert_uint_eq(p.v.metric.n, 3);
	ck_assert_str_eq(p.v.metric.item[1], "chrf");
	ck_assert_str_eq(p.v.metric.item[2], "ter");
	ck_assert_uint_eq(p.operands.n, 3);
	ck_assert_str_eq(p.operands.item[1], "hyp");
	ck_assert_str_eq(p.operands.item[2], "-x");
	release(&p);
}
END_TEST

START_TEST(a_lone_dash_is_an_operand)
{
	struct parsed p;
	ck_assert(parse(&p, "- -o -"));
	ck_assert_uint_eq(p.operands.n, 1);
	ck_assert_str_eq(p.v.output, "-");
	release(&p);
}
END_TEST

START_TEST(what_is_wrong_is_said_in_one_sentence)
{
	refused("--bogus", "there is no option --bogus");
	refused("--bogus=3", "there is no option --bogus");
	refused("--s 3", "--s could be --size or --seed");
	refused("--dim", "--dim needs a value behind it");
	refused("--dim --quiet", "--dim needs a value behind it");
	refused("--dim ten", "--dim takes a whole number, not \"ten\"");
	refused("--dim 1e3", "--dim takes a whole number, not \"1e3\"");
	refused("--dim=", "--dim takes a whole number, not \"\"");
	refused("--dim 0", "--dim must be between 1 and 4096, not 0");
	refused("--dim -3", "--dim must be between 1 and 4096, not -3");
	refused("--dim 99999999999",
	        "--dim takes a smaller number, not \"99999999999\"");
	refused("--count -1",
	        "--count takes a number that is not negative, not \"-1\"");
	refused("--alpha -1", "--alpha must be at least 0, not -1");
	refused("--alpha nan", "--alpha takes a number, not \"nan\"");
	refused("--alpha 1,5", "--alpha takes a number, not \"1,5\"");
	refused("--colour blue",
	        "--colour takes one of red, green, not \"blue\"");
}
END_TEST

START_TEST(the_first_table_with_a_name_has_it)
{
	struct parsed p = {.v = {.dim = 1}};
	struct values below = {.dim = 1};
	const struct option own[] = {
	    {.names = "dim", OPTION_FIELD(struct values, dim), .help = "a"},
	    {0}};
	const struct option_set sets[] = {{own, &p.v}, {table, &below}};
	char text[] = "--di 7 --size 8", *words[4];
	ck_assert_uint_eq(split(text, words), 4);
	ck_assert(options_parse(sets, 2, words, 4, &p.operands, &p.e));
	ck_assert_int_eq(p.v.dim, 7);
	ck_assert_int_eq(below.dim, 8);
}
END_TEST

static void check_default(size_t entry, const struct values *v,
                          const char *wanted)
{
	struct qn_buf b = {0};
	option_default(&table[entry], v, &b);
	ck_assert_str_eq(b.p ? b.p : "", wanted);
	qn_buf_release(&b);
}

START_TEST(defaults_are_shown_as_one_would_write_them)
{
	const struct values v = {.dim = 100,
	                         .memory = 4ull << 30,
	                         .alpha = 0.05f,
	                         .sample = 1e-3,
	                         .colour = GREEN};
	check_default(1, &v, "100");
	check_default(4, &v, "4G");
	check_default(6, &v, "0.05");
	check_default(7, &v, "0.001");
	check_default(8, &v, "");
	check_default(9, &v, "0");
	check_default(10, &v, "green");
	check_default(11, &v, "");
}
END_TEST

SUITE(option, a_number_can_be_written_in_every_common_way,
      a_short_option_may_touch_its_number, every_type_reads_its_whole_range,
      sizes_may_end_in_a_unit, a_switch_takes_its_word_or_does_without,
      a_switch_may_tell_whether_it_was_said, a_flag_takes_no_word,
      a_list_runs_up_to_the_next_option, a_lone_dash_is_an_operand,
      what_is_wrong_is_said_in_one_sentence, the_first_table_with_a_name_has_it,
      defaults_are_shown_as_one_would_write_them)
