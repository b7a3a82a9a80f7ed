#!/bin/sh
# SPDX-License-Identifier: MIT
# An input file that shrinks while it is mapped, and the signals that ask for
# a core file: the temporary file goes, what was there before stays.
# shellcheck disable=SC3045 # where there are no core files, none is limited
ulimit -c 0
# So much to read that none of it is over before it is disturbed.
many=$(yes text | head -n 100)
yes 'the cat sat on a mat and the dog did not' | head -n 400000 >text
echo old >out
run() { # run WHAT...: start, wait for the temporary file, do it
  # shellcheck disable=SC2086 # a list
  "$QUERN" tokenize --quiet --threads 1 --nfkc --fold-accents $many -o out \
    2>said &
  until ls .out.quern-* >/dev/null 2>&1; do
    [ -d "/proc/$!" ] || break
  done
  "$@" $!
  wait $! 2>/dev/null
  echo "status $?"
  cat said out
  ls -A
}
shrink() { : >text; }
run kill -QUIT
run kill -ABRT
run shrink
