#!/bin/sh
# SPDX-License-Identifier: MIT
# Files and command lines that are no good: one line, the status, no output.
try() {
  timeout 60 "$QUERN" glove "$@" --quiet 2>&1
  echo "status $?"
}
: >empty
printf 'a b a\nb a c\n' >text
printf 'a 3\nb 2\nc 1\n' >vocab.txt
echo '# texts'
for f in missing empty; do try $f -o out; done
try text -o out
try text
try text text -o out
printf 'word' >one
try one -o out --min-count 1
try - -o out --min-count 1 <one
try text -o folder/out --min-count 1
printf 'a <unk> b\n' >unk
try vocab unk -o out
try unk -o out --min-count 1
try text -o out --min-count 1 --memory 4K
try text -o out --min-count 1 --memory lots
try text -o out --min-count 1 --memory -1
try text -o out --min-count 1 --memory '1 '
try text -o out --min-count 1 --window 0
try text -o out --min-count 1 --dim 5000
try text -o out --min-count 1 --eta 0
try text -o out --min-count 1 --x-max nan
seq 100000 >numbers
try numbers -o out --min-count 1 --memory 1M
try text -o out.npy --min-count 1 --model 0
try cooccur text -vocab-file missing -o out
try cooccur text -vocab-file text -o out
printf 'x 1\n' >others
try cooccur text -vocab-file others -o out
try cooccur empty -o out
echo '# co-occurrences'
"$QUERN" glove cooccur text -o pairs --quiet
try train -input-file missing
try train -input-file empty
head -c 40 pairs >short
try train -input-file short
try shuffle short -o out
try train -input-file pairs -vocab-file missing
try train -input-file pairs -vocab-file empty
try train -input-file pairs -vocab-file others
printf '<unk> 1\na 1\nb 1\n' >unknown
try train -input-file pairs -vocab-file unknown
# word1, word2, value: 1 1 and then NaN, -1, infinity, 0.
for value in '\370\177' '\360\277' '\360\177' '\0\0'; do
  # shellcheck disable=SC2059 # a format
  printf "\\1\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0$value" >bad
  try train -input-file bad
done
printf '\0\0\0\0\1\0\0\0\0\0\0\0\0\0\360\77' >bad
try train -input-file bad
head -c 4096 /dev/zero >bad
try train -input-file bad
echo '# parameters'
try train -input-file pairs -load-init-param 1
try train -input-file pairs -load-init-param 1 -init-param-file pairs
try train -input-file pairs -load-init-gradsq 1 -init-gradsq-file text
try train -input-file pairs -save-file folder/v
try train -input-file pairs -model 4
try train -input-file pairs -eta 1e20 -grad-clip 1e37 -x-max 1e-9 -iter 50
ls
