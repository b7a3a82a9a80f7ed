#!/bin/sh
# SPDX-License-Identifier: MIT
# Language models that cannot be: one line each, and no file.
no() {
  "$QUERN" lm "$@" --quiet 2>&1
  echo "status $?"
}
printf 'the quern turns\nthe quern\n' >text
printf '' >empty
"$QUERN" lm train text --discount-fallback -o m --quiet
"$QUERN" lm train text --discount-fallback --unit char -o c --quiet
no
no train text
no train text -o x
no train empty -o x
no train missing -o x
no train text -o none/x --discount-fallback
no train text -o x --discount-fallback --valid empty
no train text -o x --arch quern | sed 's, none of.*, none of ...,'
no train text -o x --order 16
no train text -o x --order 0
no train text -o x --unit bpe
no train text -o x --prune 0 2 1
no train text -o x --prune 1
no train text -o x --prune 0 x
no train text -o x --order 2 --prune 0 0 0
no eval missing text
no eval text text
no eval m missing
no eval m empty
no eval m text --json --per word
no eval m text --tune text
no eval m text --mix m --weights 1
no eval m text --mix m --weights 1 0
no eval m text --mix m missing
no eval m text --mix c
no eval m text --mix m --tune empty
head -c 1000 m >short
no eval short text
sed 's/"ngram"/"mgran"/' m >odd
no eval odd text
sed 's/"order": *"5"/"order":"9"/' m >odd
no eval odd text
no generate text
no generate m --top-p 0
no generate m --temperature -1
no convert m
no convert text -o x
ls
