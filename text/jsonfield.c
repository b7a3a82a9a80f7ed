/* SPDX-License-Identifier: MIT */
/*
 * jsonfield.c -- jansson does the reading.
 */
#include "text/jsonfield.h"

#include <jansson.h>

/* A field's name as a message shows it. */
#define SHOWN 100

bool qn_jsonfield_parse(struct qn_jsonfield *j, struct qn_slice line,
                        struct qn_err *e)
{
	json_error_t why;
	json_decref(j->object);
	j->object = json_loadb(line.p, line.n, JSON_ALLOW_NUL, &why);
	if (!j->object)
		return qn_fail(e, "not JSON at byte %d: %s", why.position,
		               why.text);
	return json_is_object(j->object) || qn_fail(e, "not a JSON object");
}

bool qn_jsonfield_has(const struct qn_jsonfield *j, const char *field)
{
	const json_t *value = json_object_get(j->object, field);
	return value && !json_is_null(value);
}

static const json_t *find(const struct qn_jsonfield *j, const char *field,
                          struct qn_err *e)
{
	const json_t *value = json_object_get(j->object, field);
	if (!value)
		qn_fail(e, "no field \"%.*s\"", SHOWN, field);
	return value;
}

bool qn_jsonfield_text(const struct qn_jsonfield *j, const char *field,
                       struct qn_slice *text, struct qn_err *e)
{
	const json_t *value = find(j, field, e);
	if (value && !json_is_string(value))
		return qn_fail(e, "field \"%.*s\" is not a string", SHOWN,
		               field);
	if (value)
		*text = (struct qn_slice){json_string_value(value),
		                          json_string_length(value)};
	return value;
}

bool qn_jsonfield_name(struct qn_jsonfield *j, const char *field,
                       struct qn_slice *name, struct qn_err *e)
{
	const json_t *value = find(j, field, e);
	if (!value || !json_is_integer(value))
		return value && qn_jsonfield_text(j, field, name, e);
	qn_buf_clear(&j->name);
	qn_buf_printf(&j->name, "%lld", (long long)json_integer_value(value));
	*name = qn_buf_slice(&j->name);
	return true;
}

void qn_jsonfield_release(struct qn_jsonfield *j)
{
	json_decref(j->object);
	qn_buf_release(&j->name);
	*j = (struct qn_jsonfield){.object = NULL};
}
