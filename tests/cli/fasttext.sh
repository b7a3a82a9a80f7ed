#!/bin/sh
# SPDX-License-Identifier: MIT
# fastText's verbs on small models of random numbers, and what they refuse.
# The same as Facebook's program prints of these files.
models=$ROOT/tests/fuzz/corpus/ftmodel
ft() {
  echo "$ $*"
  "$QUERN" fasttext "$@" 2>&1
  status=$?
  [ $status = 0 ] || echo "status $status"
}
cp "$models/sup.bin" "$models/hs.bin" "$models/sg.bin" "$models/cut.ftz" .
printf '%s\n' '__label__0 a bb' '__label__2 ccc nosuch' '' 'a bb __label__1' \
  >text

for model in sup.bin hs.bin cut.ftz; do
  ft predict $model text
  ft predict-prob $model text 2
  ft predict-prob $model - -1 0.3 <text
  ft test $model text
done
ft test-label sup.bin text 2
echo 'a nosuch </s>' | ft print-word-vectors sg.bin
printf 'a bb\n\nccc' | ft print-sentence-vectors sg.bin
printf 'a bb\n\nccc' | ft print-sentence-vectors cut.ftz
ft print-ngrams sg.bin 'bü'
printf 'a\nnosuch' | ft nn sg.bin 2
echo
echo 'a bb ccc' | ft analogies sg.bin 1
echo
for what in args dict input output; do
  ft dump sg.bin $what
done

# A model is a file of vectors, too.
"$QUERN" vectors info cut.ftz
"$QUERN" vectors convert sg.bin sg.txt && head -n 2 sg.txt

# As many threads as one likes.
seq 3000 | sed 's/.*/a & bb ccc/' >long
ft predict-prob hs.bin long 2 0 --threads 1 | tail -n +2 >one
ft predict-prob hs.bin long 2 0 --threads 3 | tail -n +2 | cmp - one

# Wrong command lines, wrong files.
ft predict sup.bin
ft predict sup.bin text k
ft predict sup.bin text 0
ft predict sg.bin text
ft predict text text
ft predict missing.bin text
ft dump sg.bin everything
ft dump cut.ftz input
head -c 300 sup.bin >short.bin
ft test short.bin text
ft quantize -output sup
ft quantize -output cut.ftz
ft print-vectors sup.bin
