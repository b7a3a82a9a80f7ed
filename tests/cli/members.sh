#!/bin/sh
# SPDX-License-Identifier: MIT
# A member of an archive ends the line of the one before it.
printf 'a b' >one
printf 'c\n' >two
printf 'd' >three
tar -cf t.tar one two three
"$QUERN" word2vec -train t.tar -min-count 1 -save-vocab words --quiet
cat words
