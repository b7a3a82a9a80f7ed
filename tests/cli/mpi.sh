#!/bin/sh
# SPDX-License-Identifier: MIT
# Several processes: what they refuse, and that what goes wrong in one is said
# once and ends them all.
set -eu
. "$ROOT/tests/mpi.sh"
printf 'the quern turns\nthe mill\n' >text
echo '# one process is a process'
ranks 1 tokenize text
echo '# commands that do not share their work'
ranks 2 tokenize text
ranks 2 glove vocab text
ranks 3 vectors nn text quern
echo '# help and mistakes are told once'
ranks 2 vocab --help | head -n 1
ranks 2 nonsense
ranks 2 vocab --nonsense
ranks 2 word2vec -train missing -output v.txt
ranks 2 lda train missing --num-topics 2
ranks 2 vocab - </dev/null
ranks 2 vocab </dev/null
ranks 2 lda train --num-topics 2 </dev/null
gzip -k text
ranks 2 word2vec -train text.gz -output v.txt
ranks 2 word2vec -train text -output nowhere/v.txt
ranks 2 word2vec -train text -output v.txt
ls
