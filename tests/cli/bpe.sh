#!/bin/sh
# SPDX-License-Identifier: MIT
# Subword units: learnt, saved in both formats, applied, and taken back.
set -eu
printf 'low low low low low lower lower newest newest newest newest newest\nnewest widest widest widest it'\''s 12 caf\303\251\n' >a.txt

b() {
  echo "bpe $*"
  "$QUERN" bpe "$@" --quiet
}
b train a.txt --merges 12 -o vocab.json
cat merges.txt
b train a.txt --merges 12 -o m.safetensors
b train a.txt --unit char --vocab-size 300 --special '<s>' '</s>' -o c.safetensors

printf 'the lowest  new caf\303\251 \346\227\245\n\ntab\tlow\r\nraw \377 end' >t.txt
for model in vocab.json m.safetensors c.safetensors; do
  b encode $model --pieces t.txt
  echo '|'
  b encode $model t.txt
  echo '|'
  for how in '' --whole --pieces '--dropout 0.3'; do
    # shellcheck disable=SC2086 # words, or none
    "$QUERN" bpe encode $model $how t.txt --quiet >ids
    case $how in --dropout*) how= ;; esac
    # shellcheck disable=SC2086
    "$QUERN" bpe decode $model $how ids --quiet | cmp - t.txt
  done
done

# Dropout draws by seed and by place, not by thread; all of it leaves bytes.
i=0
while [ $i -lt 3000 ]; do
  echo "the newest and the widest line, number $i, is lower"
  i=$((i + 1))
done >one.txt
cat one.txt one.txt one.txt one.txt one.txt one.txt one.txt >many.txt
for n in 1 2 5; do
  "$QUERN" bpe encode vocab.json --dropout 0.2 --seed 7 --threads $n --quiet \
    many.txt | cksum
  "$QUERN" bpe encode vocab.json --threads $n --quiet <many.txt | cksum
  "$QUERN" bpe train many.txt a.txt --threads $n --vocab-size 320 --quiet \
    -o - | cksum
done
printf 'low lower' | b encode vocab.json --dropout 1 --pieces
echo
gzip -c a.txt | "$QUERN" bpe encode vocab.json --quiet |
  "$QUERN" bpe decode vocab.json --quiet | cmp - a.txt
