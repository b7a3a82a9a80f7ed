#!/bin/sh
# SPDX-License-Identifier: MIT
# An index finds what a look at every vector finds.
awk 'BEGIN {
  print 900, 6
  x = 1
  for (i = 0; i < 900; i++) {
    printf "w%d", i
    for (j = 0; j < 6; j++) {
      x = (x * 16807) % 2147483647
      printf " %.5f", x / 1e9 + j % 2
    }
    print ""
  }
}' >v.txt
awk 'BEGIN { for (i = 0; i < 900; i += 7) print "w" i }' >words
"$QUERN" vectors nn v.txt --queries words >exact
for storage in f32 f16 int8; do
  "$QUERN" vectors index v.txt -o "$storage" --storage "$storage" --quiet
  "$QUERN" vectors nn v.txt --queries words --index "$storage" --ef 300 >found
  cut -f 1,2 exact >a
  cut -f 1,2 found >b
  cmp a b && echo "$storage: the same neighbours"
done
"$QUERN" vectors index v.txt -o one --threads 1 --quiet
cmp one f32 && echo 'the same bytes'
"$QUERN" vectors nn v.txt w0 -k 2 --index one
"$QUERN" vectors nn v.txt w0 -k 2 --index one --json |
  grep -o '"word": "w[0-9]*"'
for metric in dot l2; do
  "$QUERN" vectors index v.txt -o "$metric" --metric "$metric" --m 4 \
    --ef-construction 20 --seed 3 --quiet
  "$QUERN" vectors nn v.txt w0 -k 2 --index "$metric" --ef 100
done
echo '--- wrong'
try() {
  "$QUERN" vectors "$@" 2>&1
  echo "status $?"
}
try nn v.txt w0 --index missing
try nn v.txt w0 --index v.txt
try nn v.txt w0 --index f32 --vocab 100
head -c 5000 f32 >short
try nn v.txt w0 --index short
"$QUERN" vectors convert v.txt v.safetensors
try nn v.txt w0 --index v.safetensors
try index v.txt
try index v.txt -o x.gz
try index v.txt -o x --m 1
try index missing -o x
printf '2 1\na nan\nb 1\n' >nan.txt
try index nan.txt -o x --metric l2 --quiet
[ -e x ] || echo 'no x'
