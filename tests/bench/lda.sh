#!/bin/sh
# SPDX-License-Identifier: MIT
# Topics beside Mallet's, on the same tokens: log-likelihood per token, and
# processor time for each sweep.
#
#   MALLET=jars/ QUERN=build/quern tests/bench/lda.sh TOKENS TOPICS SWEEPS
#
# TOKENS: a document a line, words between blanks.  MALLET: a folder with
# mallet-2.0.8.jar, trove4j-2.0.2.jar and bsh-2.0b4.jar.  Time is that of
# SWEEPS less that of 10, so that neither start, nor reading, nor Java's first
# compilation counts.
set -eu
tokens=$1 topics=$2 sweeps=$3
jars=$(printf '%s:' "$MALLET"/*.jar)
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT

# spent COMMAND...: seconds of its processor time, in $at/spent.
spent() {
  command time -f %U -o "$at/spent" "$@" \
    >"$at/out" 2>"$at/err"
}
mallet() {
  spent java -Xmx2g -XX:+UseSerialGC -cp "$jars" \
    cc.mallet.topics.tui.TopicTrainer --input "$at/tokens.mallet" \
    --num-topics "$topics" --num-iterations "$1" --alpha 50 --beta 0.01 \
    --num-threads 1 --random-seed 1 --show-topics-interval 1000000
}
quern() {
  spent "$QUERN" lda train "$tokens" --mode space --stop none --punct keep \
    --numbers keep --no-lower --min-length 0 --num-topics "$topics" \
    --num-iterations "$1" --alpha 50 --beta 0.01 --threads 1 --seed 1 \
    --output-model "$at/model"
}
java -Xmx2g -cp "$jars" cc.mallet.classify.tui.Csv2Vectors --keep-sequence \
  --input "$tokens" --output "$at/tokens.mallet" --token-regex '\S+' \
  --line-regex '^(.*)$' --data 1 --label 0 --name 0 --encoding UTF-8 \
  >/dev/null 2>&1
for tool in mallet quern; do
  $tool 10
  few=$(cat "$at/spent")
  $tool "$sweeps"
  all=$(cat "$at/spent")
  printf '%s\ttopics %s\tsweeps %s\tLL/token %s\tseconds a sweep %s\n' \
    "$tool" "$topics" "$sweeps" \
    "$(tr '\r' '\n' <"$at/err" | grep -o 'LL/token:* -[0-9.]*' | tail -n 1 |
      grep -o -- '-[0-9.]*')" \
    "$(echo "$all $few $sweeps" | awk '{ print ($1 - $2) / ($3 - 10) }')"
done
