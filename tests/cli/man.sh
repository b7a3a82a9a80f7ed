#!/bin/sh
# SPDX-License-Identifier: MIT
# Every manual page is one that groff has nothing to say about.
command -v groff >/dev/null || { echo 'needs groff' >&2; exit 77; }
for command in $("$QUERN" help --list); do
  "$QUERN" "$command" --man | groff -man -Tascii -ww -z
done
"$QUERN" --man | groff -man -Tascii -ww -z
