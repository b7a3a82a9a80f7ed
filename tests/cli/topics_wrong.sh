#!/bin/sh
# SPDX-License-Identifier: MIT
# Topics that cannot be judged: one line each.
no() {
  "$QUERN" topics "$@" --quiet 2>&1
  echo "status $?"
}
printf 'the quern\n\n' >d.txt
: >empty
no
no coherence
no coherence missing d.txt
no coherence empty d.txt
no coherence d.txt missing
no coherence d.txt empty
no coherence d.txt d.txt -m c_w
no coherence - <d.txt
no scan d.txt --k 0
no scan d.txt --k 2,
no scan d.txt --k 2,x
no scan d.txt --k ''
no scan d.txt --beta 0
no scan empty
