/* SPDX-License-Identifier: MIT */
/*
 * option.h -- one table per command says what its options are; parsing,
 * --help, the man page and shell completion all read that table.
 *
 *	struct train { int dim; bool hs; const char *output; };
 *
 *	static const struct option options[] = {
 *		{.help = "Model"},
 *		{"dim size", OPTION_FIELD(struct train, dim), .argument = "N",
 *		 .min = 1, .max = 4096, .help = "columns of a vector"},
 *		{"hs", OPTION_FIELD(struct train, hs), .form = OPTION_SWITCH,
 *		 .help = "hierarchical softmax"},
 *		{0}};
 *
 * An entry writes into a field of a struct, whose C type says what the
 * option takes.  The defaults are those of the struct when parsing begins
 * (a QN_X_DEFAULTS literal), so they are written down once, in the library.
 *
 * The manners are getopt_long_only()'s: `--dim 9`, `--dim=9`, `-dim 9`,
 * `-dim=9`, any unambiguous abbreviation, operands anywhere, `--` ends the
 * options and `-` is an operand.  A one-letter name is a short option; `-k9`
 * works for numbers only, so that a mistyped long name stays an error.
 */
#ifndef QN_APPS_OPTION_H
#define QN_APPS_OPTION_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* The words of an option that takes several, or the operands. */
struct option_list {
	const char **item; /* [n], borrowed from argv */
	size_t n;
};

enum option_type {
	OPTION_BOOL = 1,
	OPTION_INT,
	OPTION_UINT,
	OPTION_ULONG, /* 64 bits: uint64_t, size_t */
	OPTION_FLOAT,
	OPTION_DOUBLE,
	OPTION_STRING,
	OPTION_LIST,
};

enum option_form {
	OPTION_PLAIN,  /* a bool is a flag that takes no word              */
	OPTION_SWITCH, /* a bool with 0 or 1 behind it, 1 if left out; also
	                  --no-NAME.  Or an int, which tells whether it was
	                  said where its default is another number */
	OPTION_BYTES,  /* a 64-bit number that may end in K, M, G or T     */
};

struct option {
	const char *names;     /* "dim size s": the first is shown   */
	enum option_type type; /* type and at: OPTION_FIELD()        */
	size_t at;             /* offset of the field                */
	enum option_form form;
	double min, max;            /* both 0: whatever the type holds    */
	const char *const *choices; /* NULL-ended; the field (int, enum)
	                                becomes the index of the name      */
	const char *argument;       /* "N", "FILE": in help               */
	const char *shown;          /* the default in words; "": say none */
	const char *help;           /* lower case, no full stop           */
	bool hidden;                /* accepted, but not in help          */
};
/* An entry without names is a heading (its text in `help`); one with
 * neither ends the table. */

/* For `.max` when there is a lower limit only. */
#define OPTION_NO_LIMIT HUGE_VAL

/* A field's type and place; a type that no option can have does not compile.
 * An enum counts as its integer type. */
#define OPTION_FIELD(S, member)                                                \
	.type = _Generic(((S *)0)->member,                                     \
	    bool: OPTION_BOOL,                                                 \
	    int: OPTION_INT,                                                   \
	    unsigned: OPTION_UINT,                                             \
	    unsigned long: OPTION_ULONG,                                       \
	    unsigned long long: OPTION_ULONG,                                  \
	    float: OPTION_FLOAT,                                               \
	    double: OPTION_DOUBLE,                                             \
	    const char *: OPTION_STRING,                                       \
	    struct option_list: OPTION_LIST),                                  \
	.at = offsetof(S, member)

/* A table and the struct that its entries write into. */
struct option_set {
	const struct option *table;
	void *values;
};

/*
 * Parse `words` by the tables of `sets` [n_sets]; where two have a name, the
 * first one's holds.  What is no option is appended to `operands`.  Fields
 * of type list and `operands` own an array; see options_release().  False
 * with `e` set to one sentence.
 */
bool options_parse(const struct option_set *sets, size_t n_sets,
                   char *const *words, size_t n, struct option_list *operands,
                   struct qn_err *e);

/* Frees the arrays of the list fields. */
void options_release(const struct option_set *set);

/* True of a flag or a switch, which need no word. */
static inline bool option_is_flag(const struct option *o)
{
	return (o->type == OPTION_BOOL && !o->choices) ||
	       o->form == OPTION_SWITCH;
}

/* The i-th name of an option, empty after the last. */
struct qn_slice option_name(const struct option *o, size_t i);

/* True if the option is followed by a word (which a switch may leave out). */
bool option_takes_word(const struct option *o);

/* The value of `o` in `values` as the user would write it, appended to `b`;
 * nothing where there is none to speak of (a flag, an empty string). */
void option_default(const struct option *o, const void *values,
                    struct qn_buf *b);
#endif
