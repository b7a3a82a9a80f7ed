#!/bin/sh
# SPDX-License-Identifier: MIT
# A wrong command line is one line and status 2.
try() {
  "$QUERN" "$@" 2>&1
  echo "status $?"
}
try wordvec
try vektors
try --dim 3
try --threads 2 vectors
try vectors
try vectors infoo
try vectors info
try vectors info a b
try vectors info a --bogus
try vectors info a --bogus=3
try vectors info a --threads
try vectors info a --threads --quiet
try vectors info a --threads many
try vectors info a --threads 5000
try vectors info a --threads -2
try vectors info a --threads=3x
try vectors cluster a --seed 18446744073709551616
try vectors cluster a --seed -1
try vectors info a --quiet=1
try vectors info a --format word
try vectors info a --vocab
try vectors convert a b --t 3
try vectors convert a
try vectors nn a -k 0
try vectors nn a -k5 --queries b c
try vectors analogy a b c
try completion tcsh
try help nothing
QUERN_CPU=abacus
export QUERN_CPU
try help 2>&1 | sed 's/there are .*/there are .../'
