#!/bin/sh
# SPDX-License-Identifier: MIT
# bleu: files that do not fit each other, and command lines that are no good.
try() {
  "$QUERN" bleu "$@" --quiet 2>&1
  echo "status $?"
}
printf 'a b\nc d\n' >two
cp two other
printf 'a b\nc d\ne f\n' >three
: >empty
printf 'a b\nc \377 d\n' >binary
printf 'a\tb\nc\n' >uneven
echo "# files"
try three -i two
try two -i three
try empty -i empty
try missing -i two
try two -i missing
try two -i .
try two -i binary
try two -i binary --invalid replace -b
try two <uneven
try uneven -nr 2 -i two
try two -i two --encoding nonsense
echo "# command lines"
try
try -i two
try two -i two -m rouge
try two -i two -tok flores200
try two -i two -s never
try two -i two other -sl
try two -i two -sl -m bleu ter
try two -i two --paired-bs
try two -i two --paired-bs --paired-ar
try two -i two two
try two -i two other -ci
try two two -nr 2 -i two
try -t wmt14 -l en-de
try two -i two -l en-de
try two -i two -m chrf -cc 0
try two -i two -w 99
try two -i two -j many
echo "# warned of"
i=0
while [ $i -lt 100 ]; do
  echo "words and ."
  i=$((i + 1))
done >dots
try dots -i dots -b
try dots -i dots -b --force
cp dots again
try dots -i dots again --paired-bs --paired-bs-n 10 -m chrf bleu >table
head -1 table
