#!/bin/sh
# SPDX-License-Identifier: MIT
# Word vectors by several processes: as good as those of one; the same bytes
# where that is promised; and what is left when one of them is killed.
set -eu
. "$ROOT/tests/mpi.sh"
"$QUERN" demo -o world --quiet --threads 1 >/dev/null
text=world/toyworld.txt
w2v() {
  n=$1
  shift
  ranks "$n" word2vec -train $text -size 32 -threads 1 -sample 0 --quiet "$@"
}
# One process has 1.00 of skip-gram's analogies right, 0.59 of CBOW's.
right() {
  "$QUERN" vectors eval "$1" world/toyworld.questions |
    awk -v least="$2" '/^total/ { print ($3 > least) ? "well" : $0 }'
}
echo '# the words of one, and as good'
w2v 1 -iter 1 -output 1.txt -save-vocab words
for n in 2 4; do
  w2v "$n" -iter 8 -cbow 0 -output "$n.txt" -save-vocab "words$n"
  cmp words "words$n"
  right "$n.txt" 0.95
  w2v "$n" -iter 8 -cbow 1 -output "$n.txt"
  right "$n.txt" 0.58
done
echo '# the same bytes'
w2v 3 -iter 2 -output a.bin -binary 1
w2v 3 -iter 2 -output b.bin -binary 1
cmp a.bin b.bin
ranks 3 word2vec -train $text -size 8 -iter 1 --quiet --deterministic \
  -threads 2 -output a.txt
ranks 3 word2vec -train $text -size 8 -iter 1 --quiet --deterministic \
  -threads 1 -output b.txt
cmp a.txt b.txt
echo '# one is killed'
head -c 200000 $text >small
text=small
w2v 3 -iter 400 -checkpoint 1 -output k.txt >ended &
until [ -e k.txt.checkpoint ]; do sleep 0.1; done
pid=$(pgrep -f "$QUERN word2vec -train small.*-output k.txt" | sort -n | tail -n 1)
kill -9 "$pid"
wait $!
grep -c 'status' ended
grep -q 'signal 9\|KILLED' said && echo 'and mpirun says so'
ls k.*
rm -f .k.txt*
w2v 2 -iter 400 -checkpoint 1 -resume -output k.txt
head -n 1 k.txt | awk '{ print $2 }'
w2v 2 -iter 300 -checkpoint 1 -resume -output k.txt
