#!/bin/sh
# SPDX-License-Identifier: MIT
# `quern phrases` against word2phrase.c, byte for byte.
#
#   WORD2PHRASE=word2phrase QUERN=build/quern \
#     tests/parity/phrases_word2phrase.sh TEXT...
#
# Last run 2026-11-22 with word2phrase.c of word2vec 20c129a on 3.6 MB of
# English Wikipedia, and the same with words of up to 600 bytes: equal.
set -eu
QUERN=${QUERN:-build/quern}
WORD2PHRASE=${WORD2PHRASE:-$(command -v word2phrase || true)}
if [ -z "$WORD2PHRASE" ]; then
  echo "skipped: no word2phrase; name it in WORD2PHRASE"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for text in "$@"; do
  for flags in '' '-threshold 20 -min-count 2' '-threshold 500' \
    '-min-count 50 -threshold 1'; do
    # shellcheck disable=SC2086 # words
    "$WORD2PHRASE" -train "$text" -output "$work/theirs" $flags -debug 0 \
      >/dev/null
    # shellcheck disable=SC2086 # words
    "$QUERN" phrases -train "$text" -output "$work/ours" $flags -debug 0
    cmp "$work/theirs" "$work/ours"
    echo "equal: $text $flags"
  done
done
