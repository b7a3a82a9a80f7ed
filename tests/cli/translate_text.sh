#!/bin/sh
# SPDX-License-Identifier: MIT
# Translation of text that is not UTF-8, or cut by a model of subword units
# that there was before.
golden=$ROOT/tests/golden/bpe
awk 'BEGIN { for (i = 0; i < 50; i++) print "ab cd ef" }' >good
sed '7s/cd/c\xe9d/' good >bad

train() {
  "$QUERN" translate train --arch gru --layers 1 --dim 32 --epochs 1 --quiet \
    -o model "$@" 2>&1
  echo "status $?"
}
run() {
  "$QUERN" translate "$@" 2>&1
  echo "status $?"
}

echo "# not UTF-8"
train --src bad --tgt good --bpe 280
train --src good --tgt bad --bpe 280
train --src good --tgt bad --bpe 0
train --src good --tgt good --valid-src good --valid-tgt bad --bpe 280
train --src good --tgt good --bpe 280 --encoding nowhere
ls model 2>&1
train --src bad --tgt good --bpe 280 --invalid replace
train --src bad --tgt good --bpe 280 --encoding latin1
run run model bad
run run model <bad
run score model --src good --tgt bad
run run model bad --invalid skip | wc -l
run run model bad --encoding latin1 | wc -l
run score model --src good --tgt bad --invalid replace | wc -l

echo "# units"
for units in characters.safetensors vocab.json spm-bpe.model unigram.model; do
  train --src good --tgt good --bpe-model "$golden/$units"
  run run model good | wc -l
done
train --src good --tgt good --bpe-model "$golden/unigram.model" --no-shared
train --src good --tgt good --src-bpe-model "$golden/bert.txt" \
  --tgt-bpe-model "$golden/spm-bpe.model"
run run model good --json | grep -c '"pieces":\["'
cd "$golden" || exit
train --src good --tgt good -o "$OLDPWD/none" --bpe-model bert.txt
cd "$OLDPWD" || exit
train --src good --tgt good --bpe-model good
train --src good --tgt good --bpe-model missing
train --src good --tgt good --src-bpe-model missing
train --src good --tgt good --bpe-model a --src-bpe-model a --tgt-bpe-model a
train --src good --tgt good --bpe-model a --bpe 300
