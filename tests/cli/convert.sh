#!/bin/sh
# SPDX-License-Identifier: MIT
# Vectors pass through every format, by extension or by name, and come back.
printf '3 2\nking 1 0.1\nman 0 -1.5\nd\303\251j\303\240 3e-20 123456.78\n' >raw.txt
"$QUERN" vectors convert raw.txt v.txt; cp v.txt before.txt
last=v.txt
for x in safetensors npy tsv txt bin; do
  "$QUERN" vectors convert "$last" "a.$x" || exit
  "$QUERN" vectors convert "a.$x" back.txt || exit
  cmp before.txt back.txt && echo "$x: as it was"
  last=a.$x
done
cmp a.txt before.txt
# Five digits are what fastText writes: they lose bits once.
"$QUERN" vectors convert v.txt a.vec
cat a.vec
"$QUERN" vectors convert a.vec b.vec && cmp a.vec b.vec
echo '# by name, to and from'
for f in w2v-text w2v-binary vec glove safetensors npy tsv; do
  "$QUERN" vectors convert v.txt x --to $f &&
    "$QUERN" vectors convert x y.bin --from $f &&
    "$QUERN" vectors info y.bin | head -n 1
done
"$QUERN" vectors convert v.txt x --format glove && cat x
"$QUERN" vectors convert v.txt -o y.safetensors --unit --vocab 1 &&
  "$QUERN" vectors info y.safetensors
echo '# not what it was said to be'
"$QUERN" vectors convert v.txt z.bin --from safetensors 2>&1
"$QUERN" vectors convert v.txt missing/z.bin 2>&1
for f in z*; do [ ! -e "$f" ] || echo "left: $f"; done
echo '# what a name or two would promise in vain'
"$QUERN" vectors convert v.txt z.txt.gz 2>&1
"$QUERN" vectors convert v.txt z.txt -o z.bin 2>&1
for f in z*; do [ ! -e "$f" ] || echo "left: $f"; done
