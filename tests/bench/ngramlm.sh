#!/bin/sh
# SPDX-License-Identifier: MIT
# N-gram models beside KenLM's: processor seconds to train one of order 5 from
# TRAIN and to score TEST, the two programs in turn, ROUNDS times.
#
#   KENLM=kenlm/build/bin QUERN=build/quern tests/bench/ngramlm.sh \
#     TRAIN TEST [ROUNDS]
#
# TRAIN must hold neither <unk> nor <s> nor </s>, which lmplz refuses.  One
# thread for quern; lmplz takes the ones it takes.
set -eu
train=$1 test=$2 rounds=${3-3}
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT

# spent NAME COMMAND...: its user and system seconds, and peak memory.
spent() {
  name=$1
  shift
  command time -f "$name	user %U	system %S	wall %e	%M KB" -o "$at/spent" \
    "$@" >"$at/out" 2>"$at/err"
  cat "$at/spent"
}

i=0
while [ $i -lt "$rounds" ]; do
  i=$((i + 1))
  spent "lmplz to ARPA" "$KENLM/lmplz" -o 5 -S 2G -T "$at" --text "$train" \
    --arpa "$at/kenlm.arpa"
  spent "quern to ARPA" "$QUERN" lm train "$train" -o "$at/quern.arpa" \
    --threads 1 --quiet
  spent "build_binary" "$KENLM/build_binary" "$at/kenlm.arpa" "$at/kenlm"
  spent "quern to tables" "$QUERN" lm train "$train" -o "$at/quern" \
    --threads 1 --quiet
done
i=0
while [ $i -lt "$rounds" ]; do
  i=$((i + 1))
  spent "kenlm query" "$KENLM/query" -v summary "$at/kenlm" <"$test"
  grep -a 'including' "$at/out"
  spent "quern eval" "$QUERN" lm eval "$at/quern" "$test" --threads 1 --quiet
  head -n 1 "$at/out"
done
