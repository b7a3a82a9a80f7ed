#include "embed/w2vrun.h"
bool qn_w2v_epoch_rounds(struct qn_w2v_run *r, struct qn_err *e)
{
	(void)r;
	return qn_fail(e, "not yet");
}
