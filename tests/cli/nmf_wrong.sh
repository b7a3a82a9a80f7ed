#!/bin/sh
# SPDX-License-Identifier: MIT
# Factors that cannot be: one line each, and no file.
no() {
  "$QUERN" "$@" --quiet 2>&1
  echo "status $?"
}
printf 'quern mill\nship sea\n' >d.txt
printf 'the\n' >stop.txt
no nmf
no nmf train d.txt --num-topics 0
no nmf train d.txt --num-topics 10001
no nmf train d.txt --l1-ratio 2
no nmf train d.txt --alpha-W -1
no nmf train d.txt --tol nan
no nmf train d.txt --init svd
no nmf train d.txt --input d.txt
no nmf train missing.txt
no nmf train stop.txt -o m
no nmf train d.txt --num-topics 2 -o none/m
no nmf train d.txt --num-topics 2 -o m --output-doc-topics none/d
no lsa train d.txt --tol 0
no lsa train d.txt --num-iterations 0
no lsa train stop.txt -o m
ls
"$QUERN" nmf train d.txt --num-topics 2 -o m --quiet
"$QUERN" lsa train d.txt --num-topics 2 -o l --quiet
no nmf infer
no nmf infer l d.txt
no lsa infer m d.txt
no lsa topics d.txt
no nmf infer m missing
head -c 300 m >short
no nmf topics short
