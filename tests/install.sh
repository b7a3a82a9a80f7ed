#!/bin/sh
# SPDX-License-Identifier: MIT
# Put what was built under a prefix, or take it away; `make install` and `make
# uninstall` call this.
#
#   tests/install.sh [--remove] PREFIX BUILD VERSION SOVERSION
#
# PREFIX may lie below a staging folder: nothing installed holds its path.
# $LIBDIR is where libraries go below it: lib, or lib/x86_64-linux-gnu.
set -eu
if [ "$1" = --remove ]; then
  # What it would put there goes, and the folders that are its own.
  shift
  trial=$(mktemp -d)
  trap 'rm -rf "$trial"' EXIT
  "$0" "$trial" "$2" "$3" "$4"
  (cd "$trial" && find . ! -type d) | while read -r file; do
    rm -f "$1/$file"
  done
  for own in include/quern share/quern; do
    [ ! -d "$1/$own" ] ||
      find "$1/$own" -depth -type d -exec rmdir --ignore-fail-on-non-empty {} +
  done
  exit
fi
prefix=$1 build=$2 version=$3 so=$4 lib=${LIBDIR:-lib}
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
put 644 "$build/libquern.a" "$lib/libquern.a"
put 644 "$build/libquern.so" "$lib/libquern.so.$version"
ln -sf "libquern.so.$version" "$prefix/$lib/libquern.so.$so"
ln -sf "libquern.so.$so" "$prefix/$lib/libquern.so"
up=$(echo "$lib/pkgconfig" | sed 's|[^/][^/]*|..|g')
sed "s|@VERSION@|$version|; s|@UP@|$up|; s|@LIB@|$lib|" <<'PC' |
prefix=${pcfiledir}/@UP@
Name: quern
Description: text into tokens, counts, vectors and models
Version: @VERSION@
Cflags: -I${prefix}/include
Libs: -L${prefix}/@LIB@ -lquern
Libs.private: -lstemmer -lopenblas -lm -pthread
Requires.private: icu-uc icu-i18n libarchive jansson zlib
PC
  from "$lib/pkgconfig/quern.pc"

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
tests/manual.sh "$version" | from share/man/man3/quern.3
"$build/quern" completion bash | from share/bash-completion/completions/quern
"$build/quern" completion fish |
  from share/fish/vendor_completions.d/quern.fish
"$build/quern" completion zsh | from share/zsh/site-functions/_quern
