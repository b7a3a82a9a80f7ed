#!/bin/sh
# SPDX-License-Identifier: MIT
# A text or a command line that is no good: one line, its status, no file.
try() {
  timeout 60 "$QUERN" word2vec --quiet "$@" 2>&1
  echo "status $?"
}
mkdir folder
: >empty
printf '\n\n\n\n' >newlines
printf 'a b a b a b\n' >text
printf 'a b c d e f\n' >once
for f in missing folder empty newlines once; do
  try -train $f -output out
done
try -train text
try -train text -output out -bogus 3
try -train text -output out -size 0
try -train text -output out -size 5000
try -train text -output out -window x
try -train text -output out -alpha nan
try -train text -output out -negative 0
try -train text -output out -negative 101
try -train text -output out -negatives many
try -train text -output out -resume -iter
try -train text -output out.gz
try -train text -resume -output -
try text text2 -output out
try -train text -min-count 1 -output folder
try -train text -min-count 1 -output missing/out
try -train text -min-count 1 -output out -init-vectors missing
try -train text -min-count 1 -output out -read-vocab missing
printf 'a\nb 3\n' >bad
try -train text -min-count 1 -output out -read-vocab bad
printf '1 3\na 1 2 3\n' >three.txt
try -train text -min-count 1 -output out -init-vectors three.txt
echo nonsense >out.checkpoint
try -train text -min-count 1 -output out -resume
rm out.checkpoint
ls
