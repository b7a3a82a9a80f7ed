#!/bin/sh
# SPDX-License-Identifier: MIT
# With standard files closed, no output file takes their number and their
# text; and what they were needed for fails, once.
printf 'b a b\n' >text
"$QUERN" tokenize text -o out <&- >&- 2>&-
echo "status $?"
cat out
for words in 'vocab text --quiet' 'help' '--version'; do
  # shellcheck disable=SC2086 # words
  "$QUERN" $words 2>&1 >&-
  echo "status $?"
done
"$QUERN" vocab --quiet <&- 2>&1
echo "status $?"
