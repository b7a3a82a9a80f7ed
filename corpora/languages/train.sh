#!/bin/sh
# SPDX-License-Identifier: MIT
# The model in the box, from the training sets in DATA; `make langid-model`
# calls this.  The same bytes on every run.
#
#   corpora/languages/train.sh QUERN DATA MODEL [OPTION...]
#
# Options are those of `quern langid train`, for experiments.
#
# DATA holds labelled sentences (*-train.tsv.xz), word counts (*-words.tsv.xz)
# and the Universal Declaration of Human Rights (udhr.tsv.xz), of which only
# the languages below are taken: elsewhere there is nothing in them.
set -eu
quern=$1 data=$2 model=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

xzcat "$data/udhr.tsv.xz" | awk -F '\t' -v OFS='\t' '
  BEGIN { n = split("ada arn fur ht ilo iu kha lad wa", l, " ")
          for (i = 1; i <= n; i++) taken[l[i]] }
  $1 in taken { print $1, $4 }' >"$work/declaration.tsv"

here=$(dirname "$0")
awk -f "$here/noise.awk" "$here/code.txt" >"$work/noise.tsv"

about='Trained on sentences of Tatoeba (CC BY 2.0 FR), Common Voice (CC0),
NTREX-128 (CC BY-SA 4.0, Microsoft), Universal Dependencies treebanks
(CC BY-SA), tldr-pages (CC BY 4.0), the South African State of the Nation
addresses (CC BY 4.0, DSFSI), AfriSenti (CC BY 4.0), Bible translations of
1773-1911 (CC0) and the Universal Declaration of Human Rights; on word counts
of OpenSubtitles (CC BY-SA 4.0, FrequencyWords) and UNILEX (Unicode licence).
This model: CC BY-SA 4.0.'

# In this order: another one draws other examples.
"$quern" langid train \
  "$data/tatoeba-train.tsv.xz" "$data/commonvoice-train.tsv.xz" \
  "$data/ntrex-train.tsv.xz" "$data/ud-train.tsv.xz" \
  "$data/tldr-train.tsv.xz" "$data/sona-train.tsv.xz" \
  "$data/afrisenti-train.tsv.xz" "$data/bible-train.tsv.xz" \
  "$work/declaration.tsv" "$work/noise.tsv" \
  --words "$data/subtitle-words.tsv.xz" --words "$data/unilex-words.tsv.xz" \
  --about "$(echo "$about" | tr '\n' ' ')" -o "$model" "$@"
