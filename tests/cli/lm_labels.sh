#!/bin/sh
# SPDX-License-Identifier: MIT
# Networks that tell the label of a line: trained, tested, refused.
awk 'BEGIN { srand(1); split("warm kind bright", good); split("cold mean dull", bad)
  for (i = 0; i < 400; i++) { g = i % 2; n = 2 + int(9 * rand())
    printf "__label__%s", g ? "good" : "bad"
    for (j = 0; j < n; j++) printf " w%d", int(20 * rand())
    k = 1 + int(3 * rand()); print " " (g ? good[k] : bad[k]) " end" } }' >text
tail -n 100 text >held
supervised() {
  "$QUERN" lm supervised text -o m --layers 1 --hidden 24 --lr 0.005 --quiet \
    --epochs 6 "$@"
}

for gather in last mean attention conv; do
  supervised --gather $gather --threads 1 --valid held || exit
  cp m one
  supervised --gather $gather --threads 3 --valid held || exit
  cmp one m && "$QUERN" lm test m held --json | sed 's/, "loss.*//'
done
supervised --arch transformer --gather last && "$QUERN" lm test m held |
  sed 's/  loss.*//'
supervised --unit bpe --bpe-size 300 --arch gru --label-smoothing 0.1 &&
  "$QUERN" lm test m held | sed 's/  loss.*//'
printf '__label__good w1 warm end\nw2 w3 dull end\n\n' |
  "$QUERN" lm predict m -k 5 | awk -F '\t' 'NR < 3 { print $1, $3 } { print NF, ($2 + $4 > 0.999) }'

# A language model to begin with.
cut -d ' ' -f 2- text >plain
"$QUERN" lm train plain --arch bert --layers 1 --hidden 24 --bptt 16 --batch 4 \
  --epochs 1 -o lm --quiet
"$QUERN" lm supervised text --from lm -o m --epochs 9 --lr 0.005 --quiet &&
  "$QUERN" lm test m held | sed 's/  loss.*//'

# Stopped and resumed.
supervised --checkpoint 5 && cp m one
supervised --checkpoint 5 --resume && cmp one m && echo same

refused() {
  "$QUERN" lm "$@" --quiet 2>&1
  echo "status $?"
}
refused supervised text
refused supervised text -o x --arch ngram
refused supervised text -o x --window 3
refused supervised text -o x --accumulate 2
refused supervised text -o x --no-tied
refused supervised text -o x --from lm --hidden 9
refused supervised text -o x --from text
refused supervised plain -o x
refused supervised missing -o x
refused supervised text -o x --valid plain
"$QUERN" lm predict lm text 2>&1
"$QUERN" lm test m plain 2>&1
"$QUERN" lm eval m plain --quiet 2>&1
ls x 2>/dev/null || echo 'no x'
