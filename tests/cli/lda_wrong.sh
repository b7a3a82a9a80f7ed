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
no train d.txt --num-topics 1
no train d.txt --num-topics 50001
no train d.txt --beta 0
no train d.txt --alpha nan
no train d.txt --input d.txt
no train missing.txt
no train d.txt --stop d.txt -o m
no train d.txt --min-count 2 -o m
no train d.txt --num-iterations 1 -o none/m
no train d.txt --num-iterations 1 -o m --output-topic-keys none/k
ls
