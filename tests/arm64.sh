#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds for arm64 by a cross-compiler and runs suites in an emulator.
#
#   tests/arm64.sh TREE [SUITE...]
#
# TREE is a folder of Debian's libraries for arm64, made when it is not there.
# Needs debootstrap, gcc-aarch64-linux-gnu and qemu-user.  Without SUITEs all
# of them run, which takes hours.
set -eu
tree=$(realpath -m "$1")
shift
libraries=$tree/usr/lib/aarch64-linux-gnu
headers=$tree/usr/include/aarch64-linux-gnu
packages=check,libc6-dev,libgcc-12-dev,libicu-dev,libopenblas-dev
packages=$packages,libarchive-dev,libjansson-dev,libstemmer-dev
packages=$packages,libsubunit-dev,zlib1g-dev

if ! [ -d "$libraries" ]; then
  debootstrap --foreign --variant=minbase --arch=arm64 \
    --include="$packages" bookworm "$tree" http://deb.debian.org/debian
  for package in "$tree"/var/cache/apt/archives/*.deb; do
    dpkg-deb -x "$package" "$tree"
  done
  # What update-alternatives would do.
  ln -s openblas-pthread/libopenblas.so.0 "$libraries/libopenblas.so"
  ln -s openblas-pthread/libopenblas.so.0 "$libraries"
  ln -s openblas-pthread/cblas.h openblas-pthread/openblas_config.h "$headers"
fi

export PKG_CONFIG_SYSROOT_DIR="$tree"
export PKG_CONFIG_LIBDIR="$libraries/pkgconfig:$tree/usr/share/pkgconfig"
cd "$(dirname "$0")/.."
make -j"$(nproc)" O=build/arm64 CC="aarch64-linux-gnu-gcc --sysroot=$tree" \
  all build/arm64/unit
export CK_TIMEOUT_MULTIPLIER=50
[ $# -gt 0 ] || exec qemu-aarch64 -L "$tree" build/arm64/unit
for suite; do
  CK_RUN_SUITE=$suite qemu-aarch64 -L "$tree" build/arm64/unit
done
