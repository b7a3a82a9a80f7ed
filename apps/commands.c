/* SPDX-License-Identifier: MIT */
/*
 * commands.c -- the list of commands, and how one is found by its name.
 */
#include "apps/command.h"

#include <string.h>

/* clang-format off */
const struct command *const commands[] = {
    &command_bleu, &command_bpe,
    &command_completion,
    &command_demo,
    &command_docvec,
    &command_fasttext,
    &command_glove,
    &command_help,
    &command_index,
    &command_langid,
    &command_lda,
    &command_lm,
    &command_lsa,
    &command_ngrams,
    &command_nmf,
    &command_phrases,
    &command_plot,
    &command_search,
    &command_tfidf,
    &command_tokenize,
    &command_topics,
    &command_translate,
    &command_vectors,
    &command_vocab,
    &command_word2vec,
    NULL,
};
/* clang-format on */

#define LONGEST_NAME 32

/* Levenshtein's distance; names longer than the commands' are far away. */
static size_t distance(const char *a, const char *b)
{
	size_t row[LONGEST_NAME + 1], n = strlen(b);
	if (n > LONGEST_NAME)
		return LONGEST_NAME;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < n; j++) {
			size_t best = diagonal + (a[i] != b[j]);
			diagonal = row[j + 1];
			if (best > row[j] + 1)
				best = row[j] + 1;
			if (best > row[j + 1] + 1)
				best = row[j + 1] + 1;
			row[j + 1] = best;
		}
	}
	return row[n];
}

static const struct command *find_in(const struct command *const *list,
                                     const char *name, const char **near)
{
	/* A third of the letters wrong is still a slip of the finger. */
	size_t nearest = strlen(name) / 3 + 1;
	if (near)
		*near = NULL;
	for (; *list; list++) {
		if (strcmp((*list)->name, name) == 0)
			return *list;
		size_t d = distance((*list)->name, name);
		if (near && d <= nearest) {
			nearest = d;
			*near = (*list)->name;
		}
	}
	return NULL;
}

const struct command *command_find(const char *name, const char **near)
{
	return find_in(commands, name, near);
}

const struct command *command_verb(const struct command *command,
                                   const char *name, const char **near)
{
	return find_in(command->verbs, name, near);
}
