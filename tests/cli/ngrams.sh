#!/bin/sh
# SPDX-License-Identifier: MIT
# N-grams by falling count, equal counts in the order of code points.
set -eu
printf 'the old mill, the old mill turns\nOld Mill!\n\303\211t\303\251 x\n' >t.txt

n() {
  echo "ngrams $*"
  "$QUERN" ngrams --quiet "$@"
}
n t.txt
n --ngram-range 1,3 --min-count 2 t.txt
n --analyzer char --ngram-range 2,2 --max-size 4 --no-lowercase t.txt
n --analyzer char_wb --ngram-range 3,3 --max-size 3 --strip-accents ascii <t.txt
echo old >stop.txt
n --stop-words stop.txt -o out.txt t.txt
cat out.txt
: >empty.txt
n empty.txt
for i in $(seq 300); do echo "w$((i * i % 17)) w$((i % 23)) x y"; done >m.txt
n --threads 1 --ngram-range 1,3 m.txt -o 1.txt
n --threads 3 --ngram-range 1,3 m.txt -o 3.txt
cmp 1.txt 3.txt
# Words too long for a slot of the table are counted beside it.
awk 'BEGIN { for (i = 0; i < 3000; i++)
  printf "w%d %s%d%s", i % 7, "muchlongerthansixteen", i % 301, i % 9 ? " " : "\n"
  print "" }' >long.txt
tr -s ' ' '\n' <long.txt | grep . | LC_ALL=C sort | uniq -c |
  awk '{ print $2 "\t" $1 }' | LC_ALL=C sort -t '	' -k 2,2nr -k 1,1 >wanted
for threads in 1 3; do
  n --threads "$threads" --ngram-range 1,1 long.txt -o told >/dev/null
  cmp wanted told && wc -l <told
done
n --threads 2 --ngram-range 2,2 --max-size 2 long.txt
"$QUERN" ngrams --ngram-range 3 t.txt 2>&1 || echo "status $?"
"$QUERN" ngrams missing 2>&1 || echo "status $?"
