#!/bin/sh
# SPDX-License-Identifier: MIT
# `quern glove` beside GloVe's own programs, step by step, one thread each.
#
#   GLOVE=GloVe/build QUERN=build/quern tests/bench/glove.sh TEXT
#
# A row: step, processor seconds of the original, of ours, ratio.  Training is
# a pass: what three take more than one, by half.  SIZE [50], WINDOW [15].
set -eu
QUERN=$(realpath "${QUERN:-build/quern}")
GLOVE=$(realpath "${GLOVE:-GloVe/build}")
text=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work"
seconds() { # [-i INPUT] [-o OUTPUT] COMMAND...
  in=/dev/null out=/dev/null
  while getopts i:o: option; do
    case $option in i) in=$OPTARG ;; *) out=$OPTARG ;; esac
  done
  shift $((OPTIND - 1))
  OPTIND=1
  /usr/bin/time -o time -f '%U %S' "$@" <"$in" >"$out" 2>said
  awk '{ print $1 + $2 }' time
}
row() {
  echo "$1 $2 $3" | awk '{ printf "%s\t%.2f\t%.2f\t%.1f\n", $1, $2, $3, $2 / $3 }'
}
row vocabulary \
  "$(seconds -i "$text" -o v "$GLOVE/vocab_count" -min-count 5 -verbose 0)" \
  "$(seconds -i "$text" "$QUERN" glove vocab -min-count 5 -threads 1)"
count="-vocab-file v -window-size ${WINDOW:-15} -verbose 0"
# shellcheck disable=SC2086 # words
row pairs "$(seconds -i "$text" -o p "$GLOVE/cooccur" $count)" \
  "$(seconds -i "$text" -o p "$QUERN" glove cooccur $count -threads 1)"
row shuffling "$(seconds -i p -o s "$GLOVE/shuffle" -seed 1 -verbose 0)" \
  "$(seconds -i p -o s "$QUERN" glove shuffle -verbose 0)"
train="-vocab-file v -input-file s -threads 1 -verbose 0"
train="$train -vector-size ${SIZE:-50} -save-file out"
passes() { # COMMAND...
  once=$(seconds "$@" -iter 1)
  seconds "$@" -iter 3 | awk -v once="$once" '{ print ($1 - once) / 2 }'
}
# shellcheck disable=SC2086 # words
row pass "$(passes "$GLOVE/glove" $train)" "$(passes "$QUERN" glove train $train)"
