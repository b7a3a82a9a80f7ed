#!/bin/sh
# SPDX-License-Identifier: MIT
# What docvec cannot do is said in one line, and nothing appears.
printf '2 2\nking 1 0\nman 0 1\n' >v.txt
printf '1 3\nking 1 0 0\n' >wide.txt
printf 'king man\n' >d.txt
printf 'a b\tking\n' >d.tsv
printf 'x\tking\ny\tman\nx\tking\n' >twice.tsv
printf 'king 1\nking 2\n' >counts
: >empty
"$QUERN" docvec d.txt --vectors v.txt --method sif --save model -o out.txt \
  --quiet
rm out.txt
head -c 100 model >short
try() {
  "$QUERN" docvec "$@" --quiet 2>&1 </dev/null
  echo "status $?"
}
try d.txt
try d.txt --vectors missing
try missing --vectors v.txt
try empty --vectors v.txt
try d.txt --vectors v.txt -o nowhere/out.txt --save kept
try d.txt --vectors v.txt --save nowhere/kept -o out.txt
try d.txt --vectors v.txt --model missing
try d.txt --vectors v.txt --model short
try d.txt --vectors v.txt --model v.txt
try d.txt --vectors wide.txt --model model
try d.txt --vectors v.txt --model model --method sif
try d.txt --vectors v.txt --model model --save other
try d.txt --vectors v.txt --sif-a 1
try d.txt --vectors v.txt --method weighted --counts counts
try d.txt --vectors v.txt --method sif --counts counts
try d.txt --vectors v.txt --method sif --counts missing
try d.txt --vectors v.txt --method sif --sif-a 0
try d.txt --vectors v.txt --method bert
try d.txt --vectors v.txt -o out.npy.gz
try --tsv 2 --id 1 d.tsv --vectors v.txt -o out.txt
try --tsv 2 --id 1 twice.tsv --vectors v.txt -o out.txt
try d.txt --vectors v.txt --nfc --nfkc
try d.txt d.txt --vectors v.txt
ls
