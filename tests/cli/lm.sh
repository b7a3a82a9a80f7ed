#!/bin/sh
# SPDX-License-Identifier: MIT
# N-gram models: trained, asked, written as ARPA and read again.
set -eu
cat >text <<'END'
the quern turns
the miller turns the quern
the quern grinds the grain

the miller grinds <unk> grain
END
printf 'the quern grinds\nthe sea\n' >held
q() {
  echo "lm $*"
  "$QUERN" lm "$@" --quiet
}
q train text --order 3 --discount-fallback -o m.arpa
cat m.arpa
q train text --order 3 --discount-fallback -o m
q train text --order 3 --discount-fallback -o m --valid held 2>&1
q eval m held
q eval m.arpa held --json
q eval m held --per line
q eval m held --per word
q eval m --per word <held
q generate m --length 12 --seed 3
q generate m --length 6 --temperature 0 --prompt 'the miller'
q generate m --length 6 --top-k 2 --top-p .9 --prompt 'the quern turns
'

# There and back.
q convert m.arpa -o n
cmp m n
q convert n -o n.arpa
cmp m.arpa n.arpa
gzip -k m.arpa
q convert m.arpa.gz -o n.arpa
cmp m.arpa n.arpa

# Any number of threads.
i=0
while [ $i -lt 2000 ]; do
  echo "$((i % 7)) $((i % 11)) $((i * i % 13)) $((i * 7 % 17))"
  i=$((i + 1))
done >many
for threads in 1 2 3; do
  "$QUERN" lm train many --threads $threads -o many$threads.arpa --quiet \
    --discount-fallback --prune 0 0 1
  "$QUERN" lm train many --threads $threads -o many$threads --quiet \
    --discount-fallback --prune 0 0 1
  "$QUERN" lm eval many1 many --threads $threads --per word >w$threads --quiet
  cmp many1.arpa many$threads.arpa
  cmp many1 many$threads
  cmp w1 w$threads
done
head -6 many1.arpa

# Characters.
q train text --order 2 --unit char --discount-fallback -o c
q eval c held
q eval c held --per word | head -5
q generate c --length 20
q convert c -o c.arpa
grep -c '<sp>' c.arpa
q convert c.arpa --unit char -o d
cmp c d

# Several models.
q train held --order 2 --discount-fallback -o h
q eval m held --mix h
q eval m held --mix h --weights 3 1 --per line
q eval m text --mix h m --tune held --json 2>&1
