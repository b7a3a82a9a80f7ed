#!/bin/sh
# SPDX-License-Identifier: MIT
# A language, list or file that there is not is told in one line.
for o in '--stem klingon' '--locale xx9 --lower' '--locale tr' '--stop missing'; do
  # shellcheck disable=SC2086 # words
  echo a | "$QUERN" tokenize --quiet $o 2>&1 | cut -c 1-60
done
