#!/bin/sh
# SPDX-License-Identifier: MIT
# Mallet's own tools on Quern's files: it goes on from a state, and counts
# and diagnoses the same.
#
#   MALLET=jars/ QUERN=build/quern tests/parity/lda_mallet.sh TOKENS [TOPICS]
#
# TOKENS: a document a line, words between blanks.  MALLET: a folder with
# mallet-2.0.8.jar and the jars that it needs.  Mallet reads the state that
# Quern wrote (--input-state), samples nothing, and writes word-topic counts,
# a state, topic keys and diagnostics of its own.
#
# 2026-11-22, Mallet 2.0.8, 20 Newsgroups (11,314 documents), 20 topics: all
# counts and the state's tokens equal, diagnostics within one unit of the last
# of their four digits.
set -eu
tokens=$1 topics=${2:-20}
[ -n "${MALLET-}" ] || { echo "skipped: no MALLET" >&2; exit 0; }
jars=$(printf '%s:' "$MALLET"/*.jar)
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
"$QUERN" lda train "$tokens" --mode space --stop none --punct keep \
  --numbers keep --no-lower --min-length 0 --num-topics "$topics" \
  --num-iterations 50 --alpha 5 --quiet --output-state "$at/q.gz" \
  --word-topic-counts-file "$at/q.counts" --diagnostics-file "$at/q.xml"
java -Xmx3g -cp "$jars" cc.mallet.classify.tui.Csv2Vectors --keep-sequence \
  --input "$tokens" --output "$at/tokens.mallet" --token-regex '\S+' \
  --line-regex '^(.*)$' --data 1 --label 0 --name 0 --encoding UTF-8 \
  --preserve-case >/dev/null 2>&1
java -Xmx3g -cp "$jars" cc.mallet.topics.tui.TopicTrainer \
  --input "$at/tokens.mallet" --input-state "$at/q.gz" \
  --num-topics "$topics" --alpha 5 --num-iterations 0 \
  --output-state "$at/m.gz" --word-topic-counts-file "$at/m.counts" \
  --diagnostics-file "$at/m.xml" >"$at/log" 2>&1 || { cat "$at/log"; exit 1; }

# Mallet leaves topics with as many tokens of a word in any order.
for x in q m; do
  awk '{ print $1, $2; for (i = 3; i <= NF; i++) print $1, $i }' \
    "$at/$x.counts" | LC_ALL=C sort >"$at/$x.cells"
done
cmp "$at/q.cells" "$at/m.cells" && echo "word-topic counts: equal"
for x in q m; do
  gunzip -c "$at/$x.gz" | tail -n +4 | cut -d ' ' -f 1,3- >"$at/$x.tokens"
done
cmp "$at/q.tokens" "$at/m.tokens" && echo "tokens of the state: equal"
python3 - "$at/q.xml" "$at/m.xml" <<'END'
import sys
import xml.etree.ElementTree as xml

ours, theirs = (xml.parse(path).getroot() for path in sys.argv[1:])
worst, alike = {}, 0
for a, b in zip(ours, theirs):
    # Of words with as many tokens either may come first.
    if [w.text for w in a] != [w.text for w in b]:
        continue
    alike += 1
    for x, y in zip([a, *a], [b, *b]):
        for name, value in y.attrib.items():
            worst[name] = max(worst.get(name, 0), abs(
                float(value) - float(x.attrib[name])))
print(f"diagnostics: {alike} of {len(ours)} topics have the same words in "
      "the same order; of those at most apart:",
      ", ".join(f"{name} {x:.2g}" for name, x in worst.items()))
sys.exit(len(ours) != len(theirs))
END
