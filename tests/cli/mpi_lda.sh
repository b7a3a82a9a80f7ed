#!/bin/sh
# SPDX-License-Identifier: MIT
# Topics by several processes are those of one, with few topics and many, also
# after a stop.
set -eu
. "$ROOT/tests/mpi.sh"
awk 'BEGIN {
  for (doc = 0; doc < 1200; doc++) {
    line = ""
    for (i = 0; i < 100; i++) {
      x = (x * 1103515245 + 12345) % 2147483648
      line = line " w" doc % 7 "x" int(x / 65536) % 90
    }
    print line
  }
}' >many.txt
head -n 20 many.txt >few.txt
train() {
  echo "$@"
  "$QUERN" lda train "$@" --quiet --output-model one --output-state one.gz \
    --output-doc-topics one.docs
  for n in 2 3 6; do
    ranks $n lda train "$@" --quiet --output-model all --output-state all.gz \
      --output-doc-topics all.docs
    cmp one all
    cmp one.gz all.gz
    cmp one.docs all.docs
  done
}
train many.txt --num-topics 10 --num-iterations 4
train few.txt --num-topics 10 --num-iterations 4
train many.txt --num-topics 300 --num-iterations 6 --optimize-interval 2 \
  --optimize-burn-in 1
train many.txt --num-topics 10 --num-iterations 1000 --convergence 0.05 \
  --optimize-burn-in 10
echo '# gone on with, by more and by fewer'
t() {
  n=$1
  shift
  ranks "$n" lda train many.txt --num-topics 300 --optimize-interval 2 \
    --optimize-burn-in 1 --quiet "$@"
}
t 1 --num-iterations 6 --output-model whole
t 2 --num-iterations 3 --checkpoint 2 --output-model part
t 4 --num-iterations 5 --checkpoint 2 --resume --output-model part
t 1 --num-iterations 6 --resume --output-model part
cmp whole part
