#!/bin/sh
# SPDX-License-Identifier: MIT
# The program in the README compiles against what is installed, and works.
build=$(dirname "$QUERN")
for library in libquern.a libquern.so; do
  [ -f "$build/$library" ] || { echo "needs $library" >&2; exit 77; }
done
"$ROOT/tests/install.sh" "$PWD/usr" "$build" 9.8.7 0
PKG_CONFIG_PATH=$PWD/usr/lib/pkgconfig
export PKG_CONFIG_PATH
# shellcheck disable=SC2016 # no expansion is meant
sed -n '/^```c$/,/^```$/p' "$ROOT/README.md" | sed '/^```/d' >x.c
# A sanitizer's runtime is not in the library's own list of needs.
case $(nm -D usr/lib/libquern.so) in
*__asan_* | *__tsan_*) echo 'built with a sanitizer' >&2; exit 77 ;;
esac
# shellcheck disable=SC2046 # flags are words
"${CC:-cc}" -Wall -Wextra -Werror -o x x.c $(pkg-config --cflags --libs quern)
LD_LIBRARY_PATH=usr/lib
export LD_LIBRARY_PATH
yes 'the cat sat on a mat' | head -n 100 >text
./x text v.bin && "$QUERN" vectors info v.bin | head -n 2
./x missing v.bin
echo "status $?"
# What it says of itself.
wc -l <"$ROOT/README.md" | awk '{ print ($1 < 200) }'
for command in $("$QUERN" help --list); do
  grep -q "quern $command" "$ROOT/README.md" ||
    echo "README.md does not name $command"
done
