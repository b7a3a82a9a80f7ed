#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs in the READMEs compile against what is installed, and work.
build=$(dirname "$QUERN")
for library in libquern.a libquern.so; do
  [ -f "$build/$library" ] || { echo "needs $library" >&2; exit 77; }
done
"$ROOT/tests/install.sh" "$PWD/usr" "$build" 9.8.7 0
PKG_CONFIG_PATH=$PWD/usr/lib/pkgconfig
export PKG_CONFIG_PATH
# A sanitizer's runtime is not in the library's own list of needs.
case $(nm -D usr/lib/libquern.so) in
*__asan_* | *__tsan_*) echo 'built with a sanitizer' >&2; exit 77 ;;
esac
# compile README PROGRAM
compile() {
  # shellcheck disable=SC2016 # no expansion is meant
  sed -n '/^```c$/,/^```$/p' "$ROOT/$1" | sed '/^```/d' >"$2.c"
  # shellcheck disable=SC2046 # flags are words
  "${CC:-cc}" -Wall -Wextra -Werror -o "$2" "$2.c" \
    $(pkg-config --cflags --libs quern)
}
compile README.md x
compile seq/README.md translate
LD_LIBRARY_PATH=usr/lib
export LD_LIBRARY_PATH
yes 'the cat sat on a mat' | head -n 100 >text
./x text v.bin && "$QUERN" vectors info v.bin | head -n 2
./x missing v.bin
echo "status $?"
# A translator's program says what `translate run` and `score` say.
"$QUERN" translate train --src text --tgt text --arch gru --layers 1 --dim 32 \
  --bpe 0 --lr .01 --warmup 10 --epochs 10 --quiet -o model
./translate model 'the cat sat' 'a mat on a cat' >told
printf 'the cat sat\na mat on a cat\n' >asked
"$QUERN" translate run model asked >told.run
"$QUERN" translate score model --src asked --tgt told.run | cut -f1 >said
cut -f1 told | cmp - told.run && cut -f2 told >scores &&
  paste scores said |
    awk '{ d = $1 - $2; if (d < 0) d = -d; print (d < 1e-3 - $2 * 1e-3) }'
./translate missing
echo "status $?"
./translate model "$(printf 'a\377b')"
echo "status $?"
# What it says of itself.
wc -l <"$ROOT/README.md" | awk '{ print ($1 < 200) }'
for command in $("$QUERN" help --list); do
  grep -q "quern $command" "$ROOT/README.md" ||
    echo "README.md does not name $command"
  grep -Eq "^ *(\\$ |    ).*quern $command( |\$)" "$ROOT/README.md" \
    "$ROOT"/corpora/tutorials/*.md || echo "no example of $command is run"
done
