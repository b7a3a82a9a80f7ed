#!/bin/sh
# SPDX-License-Identifier: MIT
# The script for bash is one that bash accepts, and it completes.
command -v bash >/dev/null || { echo 'needs bash' >&2; exit 77; }
"$QUERN" completion bash >script
bash <<'END'
. ./script
complete_words() {
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  _quern
  echo "${COMPREPLY[*]}"
}
complete_words quern vec
complete_words quern vectors c
complete_words quern vectors nn --qu
complete_words quern vectors info --format g
END
