#!/bin/sh
# SPDX-License-Identifier: MIT
# What is wrong with a model or its input is told in one line.
b() {
  echo "bpe $*"
  "$QUERN" bpe "$@" --quiet 2>&1
  echo "status $?"
}
echo 'low lower lowest low' >a.txt
"$QUERN" bpe train a.txt --merges 3 -o vocab.json --quiet
: >empty
b train a.txt
b train empty -o m.safetensors
b train missing -o m.safetensors
b train a.txt --vocab-size 100 -o m.safetensors
b train a.txt --unit char -o vocab.json
b train a.txt --merges-file x -o m.safetensors
b train a.txt --special x -o m.safetensors
b train a.txt --special '<s>' '<s>' -o m.safetensors
b train a.txt --coverage 0 -o m.safetensors
b train a.txt --coverage 0 --unit char -o m.safetensors
printf 'caf\303\251 \346\227\245\346\234\254\n' | b train --unit char --vocab-size 257 -o m.safetensors
ls m.safetensors 2>/dev/null

b encode
b encode missing a.txt
b encode empty a.txt
b encode vocab.json --merges missing a.txt
b encode vocab.json --dropout 2 a.txt
printf '[UNK]\nlow\n' >vocab.txt
b encode vocab.txt --merges merges.txt a.txt
mkdir odd
cp vocab.json odd/vocab.json
b encode odd/vocab.json a.txt
printf 'l o\nl o w\n' >odd/merges.txt
b encode odd/vocab.json a.txt
printf '#version: 0.2\nl o\nlow\n' >odd/merges.txt
b encode odd/vocab.json a.txt
printf 'l o\nl o\n' >odd/merges.txt
b encode odd/vocab.json a.txt
echo '{"a": 0, "b": 2}' >odd/vocab.json
b encode odd/vocab.json a.txt
echo '{"a": 0, "\u65e5": 1}' >odd/vocab.json
b encode odd/vocab.json a.txt
echo '{"a": 0, "a": 1}' >odd/vocab.json
b encode odd/vocab.json a.txt
echo '{"a": 0,' >odd/vocab.json
b encode odd/vocab.json a.txt
: >odd/merges.txt
echo '{"a": 0}' >odd/vocab.json
b encode odd/vocab.json a.txt

echo '1 2 x' | b decode vocab.json
printf '1\n99999999999999 2\n' | b decode vocab.json
printf '1 259\n' | b decode vocab.json
printf 'lo nope\n' | b decode vocab.json --pieces
