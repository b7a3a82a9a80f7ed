#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual page of the library, quern(3), as troff: what quern.h says, then
# of each of its headers the purpose and the functions.
#
#   tests/manual.sh VERSION
set -eu
cd "$(dirname "$0")/.."

# As troff prints it unchanged.
plain() {
  sed "s/\\\\/\\\\e/g; s/-/\\\\-/g; s/^[.']/\\\\\&&/"
}

cat <<TOP
.TH QUERN 3 "" "Quern $1" "Quern"
.SH NAME
quern \\- text into tokens, counts, vectors and models
.SH SYNOPSIS
.nf
.B #include <quern.h>
.PP
cc x.c \$(pkg\\-config \\-\\-cflags \\-\\-libs quern)
.fi
.SH DESCRIPTION
Each header tells the whole story of what it declares: shapes, units, ranges,
who frees what, and how it fails.  They are installed as quern/ROOM/NAME.h, and
quern.h includes them all.
.PP
A function that can fail takes a
.I struct qn_err *
last and returns false or NULL; the record, which begins as QN_ERR_INIT, then
holds one sentence.  It is sticky: handed a record that holds a failure a
function does nothing, so a run of calls needs one check at its end.  No
function prints, exits or starts a thread: threads are those of a pool that the
caller makes with
.BR qn_pool_new ().
The same seed, input and options give the same results for any number of them.
TOP
for room in base text embed topic seq; do
  printf '.SH %s\n' "$(echo "$room" | tr '[:lower:]' '[:upper:]')"
  sed -n "s|^#include \"\\($room/.*\\)\"|\\1|p" quern.h |
    while read -r header; do
      printf '.TP\n.B %s\n' "$header" | plain | sed 's/^\\&//'
      # Its first sentence: "NAME.h -- purpose.", perhaps of several lines.
      awk '/ -- / { sub(/^.* -- /, ""); on = 1 }
           on && /^ \*\/?$/ { exit }
           on { sub(/^ \* ?/, ""); print; if (/\.$/) exit }' "$header" | plain
      printf '.br\n'
      tr '\n' ' ' <"$header" | grep -o 'QN_API [^;{]*;' |
        sed -n 's/.*[ *]\(qn_[a-z0-9_]*\)(.*/\1/p' | sort -u |
        sed 's/$/(),/; $s/,$/./' | plain
    done
done
cat <<'END'
.SH SEE ALSO
.BR quern (1)
END
