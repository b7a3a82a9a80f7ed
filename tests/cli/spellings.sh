#!/bin/sh
# SPDX-License-Identifier: MIT
# Every way to write an option means the same.
printf '3 2\nking 1 0\nqueen 1 0.1\nman 0 1\n' >v.txt
"$QUERN" vectors nn v.txt king -k 1
"$QUERN" vectors nn v.txt king -k1
"$QUERN" vectors nn v.txt king -k=1
"$QUERN" vectors nn v.txt king --k=1
"$QUERN" vectors nn -k 1 -- v.txt king
"$QUERN" vectors nn --k 1 -threads 1 --thr 1 -num-threads=1 v.txt king
"$QUERN" vectors nn v.txt -queries - -k 1 <<'END'
king
END
"$QUERN" vectors nn v.txt king -k 1 -o out && cat out
"$QUERN" vectors nn v.txt king -k 1 --output=out && cat out
"$QUERN" vectors nn v.txt king -k 1 -output -
