/* SPDX-License-Identifier: MIT */
/*
 * option.c -- from argv to options and operands.
 *
 * Not getopt_long_only(): it keeps its state in globals, prints its own
 * messages, and knows neither options with several words nor switches whose
 * word may be left out.
 */
#include "apps/option.h"

#include <stdlib.h>
#include <string.h>

#include "apps/option_value.h"
#include "base/mem.h"

struct parser {
	const struct option_set *sets; /* [n_sets] */
	size_t n_sets;
	char *const *words; /* [n] */
	size_t n, next;
	struct option_list *operands;
	struct qn_err *e;
};

/* An option found, and what the word said about it. */
struct match {
	const struct option *o;
	void *values;
	struct qn_slice spelling; /* "--dim", as typed             */
	const char *value;        /* behind '=' or in "-k9"; or NULL */
	bool negated;             /* --no-hs                       */
};

static bool at_end(const struct option *o)
{
	return !o->names && !o->help;
}

struct qn_slice option_name(const struct option *o, size_t i)
{
	const char *p = o->names ? o->names : "";
	for (;; i--) {
		p += strspn(p, " ");
		size_t n = strcspn(p, " ");
		if (i == 0)
			return (struct qn_slice){p, n};
		p += n;
	}
}

bool option_takes_word(const struct option *o)
{
	return o->type != OPTION_BOOL || o->form == OPTION_SWITCH;
}

static bool find_exact(const struct parser *p, struct qn_slice name,
                       struct match *m)
{
	for (size_t s = 0; s < p->n_sets; s++)
		for (const struct option *o = p->sets[s].table; !at_end(o);
		     o++) {
			struct qn_slice own;
			for (size_t i = 0; (own = option_name(o, i)).n; i++)
				if (qn_slice_eq(own, name)) {
					m->o = o;
					m->values = p->sets[s].values;
					return true;
				}
		}
	return false;
}

static bool find_negated(const struct parser *p, struct qn_slice name,
                         struct match *m)
{
	if (name.n < 4 || memcmp(name.p, "no-", 3) != 0)
		return false;
	struct qn_slice rest = {name.p + 3, name.n - 3};
	m->negated = find_exact(p, rest, m) && m->o->form == OPTION_SWITCH;
	return m->negated;
}

static bool ambiguous(const struct parser *p, struct qn_slice spelling,
                      struct qn_slice one, struct qn_slice other)
{
	return qn_fail(p->e, "%.*s could be --%.*s or --%.*s", (int)spelling.n,
	               spelling.p, (int)one.n, one.p, (int)other.n, other.p);
}

/* The only option with a name that begins with `name`.  False and no error
 * if there is none; false and an error if there are several. */
static bool find_abbreviated(const struct parser *p, struct qn_slice name,
                             struct match *m)
{
	struct qn_slice found = {0}, own;
	for (size_t s = 0; s < p->n_sets; s++)
		for (const struct option *o = p->sets[s].table; !at_end(o); o++)
			for (size_t i = 0; (own = option_name(o, i)).n; i++) {
				if (own.n < name.n ||
				    memcmp(own.p, name.p, name.n) != 0)
					continue;
				/* A name may be shadowed by an earlier set. */
				struct match full = *m;
				find_exact(p, own, &full);
				if (found.n && full.o != m->o)
					return ambiguous(p, m->spelling, found,
					                 own);
				*m = full;
				found = own;
			}
	return found.n > 0;
}

static bool is_number(const struct option *o)
{
	return o->type >= OPTION_INT && o->type <= OPTION_DOUBLE && !o->choices;
}

/* "-k9" */
static bool find_attached(const struct parser *p, const char *word,
                          struct match *m)
{
	struct qn_slice letter = {word + 1, 1};
	if (word[1] == '-' || word[2] < '0' || word[2] > '9' ||
	    !find_exact(p, letter, m) || !is_number(m->o))
		return false;
	m->spelling.n = 2;
	m->value = word + 2;
	return true;
}

/* "-1" is a number: no option's name begins with a digit. */
static bool looks_like_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0' &&
	       !(word[1] >= '0' && word[1] <= '9');
}

/* What `word`, which begins with '-', means; false if nothing, with the
 * parser's `e` set if that is because it means several things. */
static bool find(const struct parser *p, const char *word, struct match *m)
{
	size_t dashes = word[1] == '-' ? 2 : 1;
	const char *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	*m = (struct match){.spelling = {word, n},
	                    .value = equals ? equals + 1 : NULL};
	if (n <= dashes)
		return false;
	struct qn_slice name = {word + dashes, n - dashes};
	return find_exact(p, name, m) || find_negated(p, name, m) ||
	       find_abbreviated(p, name, m) ||
	       (!p->e->failed && find_attached(p, word, m));
}

static const char *peek(const struct parser *p)
{
	return p->next < p->n ? p->words[p->next] : NULL;
}

/* The word behind an option.  One that is itself an option of the table is
 * taken for a forgotten value, unless it follows '='. */
static const char *take_word(struct parser *p, const struct match *m)
{
	if (m->value)
		return m->value;
	const char *word = peek(p);
	struct qn_err quiet = QN_ERR_INIT;
	struct parser probe = *p;
	probe.e = &quiet;
	struct match other;
	if (!word || (looks_like_option(word) && find(&probe, word, &other))) {
		const char *what = m->o->argument;
		qn_fail(p->e, "%.*s needs %s behind it", (int)m->spelling.n,
		        m->spelling.p, what ? what : "a value");
		return NULL;
	}
	p->next++;
	return word;
}

static bool take_bool(struct parser *p, const struct match *m)
{
	const char *word = peek(p);
	if (m->value)
		return option_set(m->o, m->values, m->spelling, m->value, p->e);
	option_set_flag(m->o, m->values, !m->negated);
	if (m->o->form == OPTION_SWITCH && !m->negated && word &&
	    option_switch_word(word)) {
		p->next++;
		return option_set(m->o, m->values, m->spelling, word, p->e);
	}
	return true;
}

static bool take_values(struct parser *p, const struct match *m)
{
	const char *word = take_word(p, m);
	if (!word || !option_set(m->o, m->values, m->spelling, word, p->e))
		return false;
	if (m->o->type != OPTION_LIST || m->value)
		return true;
	while ((word = peek(p)) && !looks_like_option(word)) {
		option_set(m->o, m->values, m->spelling, word, p->e);
		p->next++;
	}
	return true;
}

static bool unknown(const struct parser *p, const struct match *m)
{
	return qn_fail(p->e, "there is no option %.*s", (int)m->spelling.n,
	               m->spelling.p);
}

static bool parse_option(struct parser *p)
{
	struct match m;
	if (!find(p, p->words[p->next++], &m))
		return unknown(p, &m);
	if (m.negated && m.value)
		return qn_fail(p->e, "%.*s takes no value", (int)m.spelling.n,
		               m.spelling.p);
	return option_is_flag(m.o) ? take_bool(p, &m) : take_values(p, &m);
}

static void take_operand(struct parser *p)
{
	struct option_list *list = p->operands;
	list->item = qn_realloc(list->item, list->n + 1, sizeof *list->item);
	list->item[list->n++] = p->words[p->next++];
}

bool options_parse(const struct option_set *sets, size_t n_sets,
                   char *const *words, size_t n, struct option_list *operands,
                   struct qn_err *e)
{
	struct parser p = {.sets = sets,
	                   .n_sets = n_sets,
	                   .words = words,
	                   .n = n,
	                   .operands = operands,
	                   .e = e};
	bool ended = false;
	while (p.next < n && !e->failed) {
		const char *word = words[p.next];
		if (ended || !looks_like_option(word)) {
			take_operand(&p);
		} else if (strcmp(word, "--") == 0) {
			ended = true;
			p.next++;
		} else {
			parse_option(&p);
		}
	}
	return !e->failed;
}

void options_release(const struct option_set *set)
{
	for (const struct option *o = set->table; !at_end(o); o++)
		if (o->names && o->type == OPTION_LIST) {
			struct option_list *list =
			    (struct option_list *)((char *)set->values + o->at);
			free(list->item);
			*list = (struct option_list){0};
		}
}
