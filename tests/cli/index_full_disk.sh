#!/bin/sh
# SPDX-License-Identifier: MIT
# No room for an index, or for what it is made from: one line, and the old
# index stays.
mkdir small
mount -t tmpfs -o size=128k tmpfs small 2>/dev/null ||
  { echo 'needs to mount a tmpfs' >&2; exit 77; }
trap 'umount small' EXIT
awk 'BEGIN { for (i = 0; i < 30000; i++) print "w" i % 3000, "v" i % 2000 }' >text
echo 'a mill' | "$QUERN" index build -o small/ix --quiet
cp small/ix was
try() {
  "$QUERN" "$@" --quiet 2>&1
  echo "status $?"
  ls -A small
}
try index build text -o small/ix
try index add small/ix text
TMPDIR=small try index build text -o ix
cmp small/ix was
"$QUERN" search small/ix mill
