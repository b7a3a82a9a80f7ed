/* SPDX-License-Identifier: MIT */
/*
 * topicoutput.c -- see topicoutput.h.
 */
#include "apps/topicoutput.h"

static struct qn_output *open_one(const char *path, struct qn_err *e)
{
	return path && !e->failed ? qn_output_open(path, e) : NULL;
}

bool topicoutput_check(const struct topicoutput *o, struct call *c)
{
	return o->doc_topics || (o->pick.least == 0 && o->pick.most <= 0) ||
	       call_misuse(c, "--doc-topics-threshold and --doc-topics-max go "
	                      "with --output-doc-topics");
}

bool topicfiles_open(struct topicfiles *f, const struct topicoutput *o,
                     struct qn_err *e)
{
	bool none = !o->model && !o->doc_topics && !o->state &&
	            !o->word_topics && !o->diagnosis;
	f->keys = open_one(o->keys || !none ? o->keys : "-", e);
	f->docs = open_one(o->doc_topics, e);
	f->state = open_one(o->state, e);
	f->words = open_one(o->word_topics, e);
	f->diagnosis = open_one(o->diagnosis, e);
	return !e->failed;
}

bool topicfiles_close(struct topicfiles *f, struct qn_err *e)
{
	struct qn_output *texts[] = {f->keys, f->docs, f->state, f->words,
	                             f->diagnosis};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i] && !e->failed)
			qn_output_finish(texts[i], e);
	if (f->model)
		qn_tensors_finish(f->model, e);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		qn_output_close(texts[i], e);
	return !e->failed;
}
