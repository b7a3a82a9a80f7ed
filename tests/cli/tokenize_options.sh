#!/bin/sh
# SPDX-License-Identifier: MIT
# Rule sets, languages, stems, stop words, sentences, places.
set -eu
printf 'The mills of 3:45 @quern. Is it caf\303\251? No\n\nIt turned\n' >a.txt

t() {
  echo "tokenize $*"
  "$QUERN" tokenize --quiet "$@"
}
t a.txt
t --mode uax29 a.txt
t --sentences a.txt
t --lower --stop en --stem english a.txt
printf 'Mills\n' >stop.txt
t --lower --stop stop.txt a.txt
printf 'ISPARTA \304\260zmir\n' | t --lower --locale tr
t --json a.txt
t --json --sentences a.txt
printf 'e\314\201t\303\251 \357\254\201n \377x\n' | t --nfkc --invalid replace --json

# A line long enough to be put out in parts.
i=0
while [ $i -lt 14 ]; do
  if [ $i = 0 ]; then
    printf 'turning querns, turning mills; ' >long.txt
  else
    cat long.txt long.txt >more.txt && mv more.txt long.txt
  fi
  i=$((i + 1))
done
i=0
while [ $i -lt 20 ]; do cat long.txt; i=$((i + 1)); done >longer.txt
echo >>longer.txt
cat long.txt >>longer.txt
for n in 1 2; do
  "$QUERN" tokenize --quiet --threads $n longer.txt | cksum
done
