#!/bin/sh
# SPDX-License-Identifier: MIT
# Includes point downwards only: apps, then corpora, then seq topic embed
# (which do not know each other), then text, then base.
set -eu
status=0
check() {
  room=$1
  shift
  allowed=$(echo "$@" | tr ' ' '|')
  bad=$(grep -nE '^#include "' "$room"/*.[ch] 2>/dev/null |
    grep -vE "#include \"($allowed)/" || true)
  if [ -n "$bad" ]; then
    echo "$room may include only $*:"
    echo "$bad"
    status=1
  fi
}
check base base
check text text base
check embed embed text base
check topic topic text base
check seq seq text base
check corpora corpora base
exit $status
