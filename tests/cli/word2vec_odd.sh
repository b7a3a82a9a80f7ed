#!/bin/sh
# SPDX-License-Identifier: MIT
# Texts that are odd but no error: bytes pass untouched, lines have any length.
w2v() {
  "$QUERN" word2vec -iter 1 -size 4 -threads 1 -min-count 1 --quiet "$@"
  echo "status $?"
}
echo '# NUL and other bytes are letters like any other'
printf 'a\000b \377\376 a\000b \377\376 c\r\n c\n' >nul
w2v -train nul -output v.txt -save-vocab words
od -An -c words | tr -s ' '
head -n 1 v.txt

echo '# one line of many MB'
yes 'w x y z v' | head -c 20000000 | tr '\n' ' ' >long
w2v -train long -output v.txt -save-vocab words
head -n 1 v.txt
cut -d ' ' -f 1 words | sort | tr '\n' ' '
echo

echo '# a word of a MB is cut as word2vec cuts it'
{
  printf 'a b '
  head -c 1000000 /dev/zero | tr '\000' q
  printf ' a b\n'
} >word
w2v -train word -output v.txt
awk '/^q/ { print length($1) }' v.txt

echo '# no newline at the end'
printf 'a b a b' | w2v -output v.txt
head -n 1 v.txt
