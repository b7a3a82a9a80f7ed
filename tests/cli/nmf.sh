#!/bin/sh
# SPDX-License-Identifier: MIT
# Documents as sums of topics, and as vectors: every output, the same whatever
# the threads.
set -eu
cat >d.tsv <<'END'
mill	The quern turns, the miller grinds the grain.
sea	A ship sails the sea; the sailor sails 2 old ships.
empty	
mill2	Grain, flour, quern, mill: the mill grinds grain.
sea2	The sea, the ship, the sail and the sailor.
END
q() {
  echo "$*"
  "$QUERN" "$@" --quiet
}
# Numbers to two digits: learners may differ between instruction sets.
short() {
  awk -F '\t' -v OFS='\t' '{
    for (i = 3; i <= NF; i++)
      $i = sprintf("%.2f", $i + ($i < 0 ? -0.0001 : 0.0001))
    print
  }' "$1" | sed 's/-0\.00/0.00/g'
}
keys() {
  cut -f 1,3 "$1"
}
for loss in frobenius kullback-leibler; do
  q nmf train d.tsv --tsv 2 --id 1 --num-topics 2 --num-top-words 3 \
    --beta-loss $loss --output-model m --output-topic-keys k \
    --output-doc-topics d
  keys k
  short d
  tail -c +9 m | head -c 150 | cut -d, -f1-3
  printf 'The miller\t1\n\nships, ships\nunknown\n' >new.txt
  q nmf infer m new.txt -o n
  short n
  q nmf topics m --num-top-words 1 >t
  keys t
done
q nmf train d.tsv --tsv 2 --num-topics 2 --num-top-words 2 --counts --alpha-W 0.01 \
  --l1-ratio 1 --init random --seed 3 --min-count 2 >k
keys k

q lsa train --input d.tsv --tsv 2 --id 1 --num-topics 3 --num-top-words 3 \
  --output-model l --output-topic-keys k --output-doc-topics d
sed 's/\(\.[0-9][0-9][0-9]\)[0-9]*/\1/' k
short d
q lsa infer l d.tsv --tsv 2 --id 1 -o n
short d >d.short
short n | cmp - d.short
q lsa topics l --num-top-words 1 >t
keys t

# Many documents, several threads.
awk 'BEGIN {
  for (doc = 0; doc < 600; doc++) {
    line = ""
    for (i = 0; i < 40; i++) {
      x = (x * 1103515245 + 12345) % 2147483648
      line = line " w" doc % 7 "x" int(x / 65536) % 90
    }
    print line
  }
}' >many.txt
for threads in 1 2 3 4; do
  for how in 'nmf --num-topics 12' 'lsa --num-topics 20' \
    'nmf --num-topics 9 --beta-loss kullback-leibler'; do
    # shellcheck disable=SC2086 # words
    set -- $how
    command=$1
    shift
    "$QUERN" "$command" train many.txt "$@" --num-iterations 20 --quiet \
      --threads $threads --output-model m$threads --output-doc-topics d$threads
    [ -f "1$*" ] || cp m1 "1$*"
    [ -f "d1$*" ] || cp d1 "d1$*"
    cmp "1$*" m$threads
    cmp "d1$*" d$threads
  done
done
