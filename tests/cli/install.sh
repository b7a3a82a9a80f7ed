#!/bin/sh
# SPDX-License-Identifier: MIT
# What `make install` puts where, and that it can be compiled against.
build=$(dirname "$QUERN")
for library in libquern.a libquern.so; do
  [ -f "$build/$library" ] || { echo "needs $library" >&2; exit 77; }
done
"$ROOT/tests/install.sh" "$PWD/usr" "$build" 9.8.7 0
# A file that is somebody else's stays when it is taken away again.
mkdir -p usr/bin && : >usr/bin/other
find usr -name 'quern-*.1' -prune -o -name '*.h' -prune -o \
  ! -type d -print | LC_ALL=C sort
[ "$("$QUERN" help --list | wc -l)" = "$(find usr -name 'quern-*.1' | wc -l)" ]
readlink usr/lib/libquern.so usr/lib/libquern.so.0
usr/bin/quern --version >/dev/null
PKG_CONFIG_PATH=$PWD/usr/lib/pkgconfig
export PKG_CONFIG_PATH
pkg-config --modversion quern
echo '#include <quern.h>
int main(void) { return qn_pool_threads(qn_pool_new(1)) != 1; }' >x.c
# A sanitizer's runtime is not in the library's own list of needs.
case $(nm -D usr/lib/libquern.so) in
*__asan_* | *__tsan_*) flags=--cflags act=-fsyntax-only ;;
*)
  flags='--cflags --libs' act='-o x'
  # Nothing else is to be seen of the library.
  nm -D --defined-only usr/lib/libquern.so | grep -v ' qn_'
  ;;
esac
# shellcheck disable=SC2046,SC2086 # flags are words
"${CC:-cc}" -Wall -Wextra $act x.c $(pkg-config $flags quern)
[ ! -f x ] || LD_LIBRARY_PATH=usr/lib ./x
# From C++, where there is such a compiler.
cxx=$(command -v c++ || command -v clang++ || echo true)
cp x.c x.cc
# shellcheck disable=SC2046 # flags are words
"$cxx" -Wall -Wextra -Wno-missing-field-initializers -fsyntax-only x.cc \
  $(pkg-config --cflags quern)
! command -v groff >/dev/null ||
  groff -K utf8 -man -Tutf8 -ww -z usr/share/man/man3/quern.3
"$ROOT/tests/install.sh" --remove "$PWD/usr" "$build" 9.8.7 0
find usr ! -type d
# Where libraries lie deeper.
LIBDIR=lib/of-this-machine "$ROOT/tests/install.sh" "$PWD/usr" "$build" 9.8.7 0
PKG_CONFIG_PATH=$PWD/usr/lib/of-this-machine/pkgconfig
for words in --cflags --libs; do
  pkg-config --define-variable=pcfiledir="$PKG_CONFIG_PATH" $words quern |
    tr ' ' '\n' | sed -n 's/^-[IL]//p' | while read -r folder; do
      (cd "$folder" && pwd | sed "s|.*/usr|usr|")
    done
done
