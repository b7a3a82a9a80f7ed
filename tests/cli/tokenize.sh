#!/bin/sh
# SPDX-License-Identifier: MIT
# A line in, a line out: whatever the options and wherever the text is from.
set -eu
printf 'The Quern'\''s 2 stones turn, slowly!\r\n\nCaf\303\251 \357\254\201n\tab\rc' >a.txt
printf 'second file' >b.txt

t() {
  echo "tokenize $*"
  "$QUERN" tokenize --quiet "$@"
}
t a.txt b.txt
t --punct drop --lower a.txt
t --numbers drop a.txt
t --numbers fold a.txt
t --nfkc --fold-accents a.txt
t --min-length 5 a.txt
t --mode space a.txt
t --mode space --lower -o out.txt a.txt
cat out.txt
t - <a.txt
gzip -c a.txt >a.gz && t a.gz
tar cf a.tar a.txt b.txt && t a.tar
printf 'caf\351\n' >latin.txt
t --encoding latin1 latin.txt
t --invalid replace latin.txt
t --invalid skip latin.txt
: >empty.txt
t empty.txt

# The same bytes for any number of threads.
i=0
while [ $i -lt 3000 ]; do
  echo "line $i of a text that is long enough to be cut into runs, twice"
  i=$((i + 1))
done >one.txt
cat one.txt one.txt one.txt one.txt one.txt one.txt >many.txt
for n in 1 2 3 7; do
  "$QUERN" tokenize --quiet --threads $n many.txt | cksum
done
