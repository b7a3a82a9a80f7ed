#!/bin/sh
# SPDX-License-Identifier: MIT
# The help of a command and of its verbs; `help` and -h say the same.
"$QUERN" help vectors
for verb in info convert nn analogy eval cluster; do
  "$QUERN" vectors "$verb" --help
done
"$QUERN" vectors nn -h >one
"$QUERN" help vectors nn >other
cmp one other
# An option that takes several words says so once.
"$QUERN" bpe train --help | grep -e '--special'
