#!/bin/sh
# SPDX-License-Identifier: MIT
# What cannot be written is reported.
printf '2 2\nking 1 0\nman 0 1\n' >v.txt
for words in 'help' 'help --list' '--version' 'vectors nn v.txt king'; do
  # shellcheck disable=SC2086 # words
  "$QUERN" $words >/dev/full
  echo "status $?"
done
