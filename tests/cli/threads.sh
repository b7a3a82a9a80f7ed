#!/bin/sh
# SPDX-License-Identifier: MIT
# However many threads are asked for, there are a few a core, and the result
# is the same.
mkfifo pipe
"$QUERN" vocab --quiet --threads 4000 pipe >many &
exec 3>pipe
threads=$(sed -n 's/^Threads:[^0-9]*//p' "/proc/$!/status")
[ "${threads:-1}" -le $((5 * $(nproc))) ] || echo "$threads threads"
printf 'b a b\nc\n' >&3
exec 3>&-
wait $!
printf 'b a b\nc\n' | "$QUERN" vocab --quiet --threads 1 | cmp - many
