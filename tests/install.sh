#!/bin/sh
# SPDX-License-Identifier: MIT
# Put what was built under a prefix; `make install` calls this.
#
#   tests/install.sh PREFIX BUILD VERSION SOVERSION
#
# PREFIX may lie below a staging folder: nothing installed holds its path.
set -eu
prefix=$1 build=$2 version=$3 so=$4
cd "$(dirname "$0")/.."

put() { # put MODE FILE TARGET
  mkdir -p "$(dirname "$prefix/$3")"
  install -m "$1" "$2" "$prefix/$3"
}
from() { # from TARGET: standard input becomes a file
  mkdir -p "$(dirname "$prefix/$1")"
  cat >"$prefix/$1"
}

put 755 "$build/quern" bin/quern
put 644 "$build/libquern.a" lib/libquern.a
put 755 "$build/libquern.so" "lib/libquern.so.$version"
ln -sf "libquern.so.$version" "$prefix/lib/libquern.so.$so"
ln -sf "libquern.so.$so" "$prefix/lib/libquern.so"
sed "s/@VERSION@/$version/" <<'PC' | from lib/pkgconfig/quern.pc
prefix=${pcfiledir}/../..
Name: quern
Description: text into tokens, counts, vectors and models
Version: @VERSION@
Cflags: -I${prefix}/include
Libs: -L${prefix}/lib -lquern
Libs.private: -lstemmer -lopenblas -lm -pthread
Requires.private: icu-uc icu-i18n libarchive jansson zlib
PC

# The headers that quern.h promises and those they need.  In the tree they
# include each other by room ("base/err.h"); installed, by relative path, so
# that no -I but that of quern.h is asked for.
sed 's|^#include "|#include "quern/|' quern.h | from include/quern.h
for header in $(${CC:-cc} -I. -MM quern.h | sed 's/\\$//'); do
  case $header in
  */*.h)
    sed 's|^#include "|#include "../|' "$header" |
      from "include/quern/$header"
    ;;
  esac
done

for file in corpora/almanac/*.tsv; do
  put 644 "$file" "share/quern/almanac/$(basename "$file")"
done

put 644 embed/langid.LICENSE share/quern/langid.LICENSE

"$build/quern" --man | from share/man/man1/quern.1
for command in $("$build/quern" help --list); do
  "$build/quern" "$command" --man | from "share/man/man1/quern-$command.1"
done
"$build/quern" completion bash |
  from share/bash-completion/completions/quern
