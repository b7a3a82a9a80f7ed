#!/bin/sh
# SPDX-License-Identifier: MIT
# A message is one line whatever the words in it hold, and a run that failed
# does not say first what it has done.
word=$(printf 'no\nsuch\tfile\033[2J\177')
for words in '' vectors vocab 'vectors info' 'help' 'vectors convert a b'; do
  # shellcheck disable=SC2086 # words
  "$QUERN" $words "$word" 2>&1
  echo "status $?"
done
printf 'a\tb\n\377\n' >wrong
"$QUERN" tokenize --mode icu wrong 2>&1
"$QUERN" vocab --mode icu wrong 2>&1
printf '2 2\nking 1 0\nman 0 1\n' >v.txt
"$QUERN" vectors nn v.txt "$word" 2>&1
echo "status $?"
