#!/bin/sh
# SPDX-License-Identifier: MIT
# One line of 20,000 words among 1,200 short ones: scores, and what is drawn
# of them, whose sums no float holds exactly.  The figures are sacreBLEU's
# (2.6.0) with the same flags.
set -eu
awk 'function word(n) { return "w" n * 7919 % 6007 }
BEGIN {
  for (i = 0; i < 1200; i++) {
    n = i == 600 ? 20000 : 4 + i % 7
    ref = a = b = ""
    for (k = 0; k < n; k++) {
      w = word(i * 31 + k)
      ref = ref w " "
      a = a ((i + k) % 9 ? w : word(k)) " "
      b = b ((i + k) % 8 ? w : "x" k % 5) " "
    }
    print ref >"ref"; print a >"a"; print b >"b"
  }
}'
bleu() {
  "$QUERN" bleu ref -m bleu chrf --chrf-word-order 2 -f text --quiet "$@" 2>&1 |
    sed 's/quern-[0-9.]*/quern-V/'
}
bleu -i b -w 4
bleu -i a b --paired-bs --paired-bs-n 60
bleu -i a b --paired-ar --paired-ar-n 60
