#!/bin/sh
# SPDX-License-Identifier: MIT
# Topics that cannot be: one line each, and no file.
no() {
  "$QUERN" lda "$@" --quiet 2>&1
  echo "status $?"
}
printf 'the quern\n\n' >d.txt
printf 'the\n' >stop.txt
no
no train d.txt --num-topics 0
no train d.txt --num-topics 50001
no train d.txt --beta 0
no train d.txt --alpha nan
no train d.txt --input d.txt
no train missing.txt
no train d.txt --stop d.txt -o m
no train d.txt --min-count 2 -o m
no train d.txt --num-iterations 1 -o none/m
no train d.txt --num-iterations 1 -o m --output-topic-keys none/k
no train d.txt --checkpoint 2
no train d.txt --resume
printf 'quern mill\nmill\n' >e.txt
"$QUERN" lda train d.txt --num-iterations 1 --checkpoint 1 -o m --quiet
no train e.txt --num-iterations 2 --resume -o m | cut -d, -f1
head -c 100 m.checkpoint >short
cp short m.checkpoint
no train d.txt --num-iterations 2 --resume -o m
cp m m.checkpoint
no train d.txt --num-iterations 2 --resume -o m
ls
no infer
no infer d.txt d.txt
no infer m missing
no infer m d.txt --num-iterations 5 --burn-in 5
no eval m d.txt
no eval m <d.txt
no topics m m
no train d.txt --seeds missing
printf 'a\nb\nc\n' >three
no train d.txt --seeds three --num-topics 2
no train d.txt --convergence -1
no train d.txt --doc-topics-max 1
no add m d.txt --doc-topics-threshold .1
no infer m d.txt --doc-topics-threshold 2
no add
no add d.txt d.txt
no add m missing
