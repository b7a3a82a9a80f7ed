#!/bin/sh
# SPDX-License-Identifier: MIT
# What was done before a file failed stands on standard output; a file is
# whole or not there.
printf 'good lines\nand more\n' >good.txt
"$QUERN" tokenize --quiet good.txt missing 2>&1
echo "status $?"
"$QUERN" tokenize --quiet good.txt missing -o out 2>&1
echo "status $?"
# shellcheck disable=SC2069 # standard error alone is to be seen
"$QUERN" tokenize good.txt 2>&1 >/dev/full
echo "status $?"
ls -A
