#!/bin/sh
# SPDX-License-Identifier: MIT
# Every kind of model, told by its content, gives the ids it always gave.
set -eu
golden=$ROOT/tests/golden/bpe
for model in vocab.json characters.safetensors bert.txt unigram.model \
  spm-bpe.model spm-bytes.model; do
  echo "== $model"
  "$QUERN" bpe encode "$golden/$model" "$golden/text.txt" --quiet >ids
  cat ids
  echo
  "$QUERN" bpe encode "$golden/$model" "$golden/text.txt" --quiet --pieces
  echo
  "$QUERN" bpe decode "$golden/$model" ids --quiet
  echo
done
# Bytes that are not UTF-8: of no matter to bytes, else as it is asked for.
printf 'the\n\377the\n' >odd.txt
for model in vocab.json bert.txt unigram.model; do
  "$QUERN" bpe encode "$golden/$model" odd.txt --quiet 2>&1 || echo "status $?"
  "$QUERN" bpe encode "$golden/$model" odd.txt --quiet --invalid skip
  "$QUERN" bpe encode "$golden/$model" odd.txt --quiet --invalid replace
done
printf 'caf\351\n' | "$QUERN" bpe encode "$golden/bert.txt" --encoding latin1 \
  --quiet
"$QUERN" bpe encode "$golden/bert.txt" --dropout 0.1 --quiet 2>&1 </dev/null ||
  echo "status $?"
