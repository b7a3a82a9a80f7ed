#!/bin/sh
# SPDX-License-Identifier: MIT
# Files that are open already are written where they stand.
printf 'b a b\n' >text
for name in /dev/stdout /dev/fd/1 /proc/self/fd/1; do
  echo before >log
  "$QUERN" vocab text --quiet -o "$name" >>log
  cat log
done
{
  echo before
  "$QUERN" vocab text --quiet -o /dev/fd/3
  echo after
} 3>log >&3
cat log
"$QUERN" vocab text --quiet -o /dev/fd/9 9>&- 2>&1
echo "status $?"
