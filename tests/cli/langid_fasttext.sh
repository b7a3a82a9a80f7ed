#!/bin/sh
# SPDX-License-Identifier: MIT
# Languages told by fastText's models: what predict-prob says of a line, cut
# at 1, without the labels' prefix.
set -eu
i=0
while [ $i -lt 40 ]; do
  printf '__label__x abab baba %s\n__label__y cdcd dcdc %s\n' $i $i
  printf '__label__z efef fefe %s\n' $i
  i=$((i + 1))
done >labelled
"$QUERN" fasttext supervised -input labelled -output ft -dim 8 -bucket 500 \
  -minn 2 -maxn 3 -epoch 5 -thread 1 -verbose 0
printf 'abab fefe\ndcdc baba dcd\nefef\nfeba cdab\n' >lines
printf '12 + 4\n\n' >none
l() { "$QUERN" langid --model ft.bin "$@"; }

echo '--- the same as predict-prob'
"$QUERN" fasttext predict-prob ft.bin lines 3 |
  awk '{ gsub("__label__", ""); for (i = 2; i <= NF; i += 2)
    $i = sprintf("%.4f", $i < 1 ? $i : 1); print }' >wanted
for threads in 1 3; do
  l --top 3 --threads "$threads" lines | tr '\t' ' ' |
    awk '{ for (i = 2; i <= NF; i += 2) $i = sprintf("%.4f", $i); print }' |
    diff wanted - && cut -d ' ' -f 1 wanted
done
l none | cut -f 1

echo '--- of some of them'
l --only x,z --top 3 lines |
  awk '{ print NF, ($2 + $4 > 0.99999 && $2 + $4 < 1.00001) }' | uniq
echo 'dcdc cdcd' | l --only x,z | cut -f 1 | grep -c '^[xz]$'
echo a | l --only w 2>&1 || echo "status $?"

echo '--- a file is one line'
tr '\n' ' ' <lines | l >wanted
l --file lines | diff wanted - && echo same

echo '--- a small model'
"$QUERN" fasttext quantize -output ft -verbose 0
"$QUERN" langid --model ft.ftz lines | cut -f 1

echo '--- labels with another prefix, which the model does not hold'
sed 's/__label__/lang:/' labelled >other
"$QUERN" fasttext supervised -input other -output other -label lang: -dim 4 \
  -epoch 1 -thread 1 -verbose 0
echo abab | "$QUERN" langid --model other.bin --top 3 | tr '\t' '\n' |
  grep '^[a-z]' | sort

echo '--- cut short'
head -c 300 ft.bin >short.bin
echo abab | "$QUERN" langid --model short.bin 2>&1 || echo "status $?"
