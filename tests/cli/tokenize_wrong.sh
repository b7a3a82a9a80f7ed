#!/bin/sh
# SPDX-License-Identifier: MIT
# What is wrong with the text or the command line is said in one line.
printf 'fine\nnot \303\251 \377\n' >bad.txt

t() {
  "$QUERN" tokenize --quiet "$@"
  echo "status $?"
}
echo old >out.txt
t bad.txt -o out.txt
cat out.txt
t --encoding UTF-8 bad.txt
t --encoding klingon bad.txt
t --mode sideways bad.txt
t --nfc --nfkc bad.txt
t missing.txt
t .
