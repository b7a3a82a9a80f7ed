#!/bin/sh
# SPDX-License-Identifier: MIT
# GloVe by several processes: the vectors of one.
set -eu
. "$ROOT/tests/mpi.sh"
"$QUERN" demo -o world --quiet --threads 1 >/dev/null
head -n 2000 world/toyworld.txt >text
head -n 20 text >few
train() {
  "$QUERN" glove "$@" --quiet -o one
  for n in 2 3; do
    ranks $n glove "$@" --quiet -o all
    cmp one all
  done
  head -n 1 one | awk '{ print NF }'
}
train text --dim 8 --epochs 3
train few --dim 4 --epochs 2 --min-count 1
ranks 2 glove text --dim 4 --epochs 2 -o v.txt --threads 1 | sed 's/cost.*//'
sed 's/cost: .*/cost/' said | grep '^iter'
echo a a a a a >same
ranks 2 glove same -o v.txt --quiet
