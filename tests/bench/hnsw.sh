#!/bin/sh
# SPDX-License-Identifier: MIT
# The index beside hnswlib, same flags for both, one thread:
#
#   HNSWLIB=hnswlib's sources  tests/bench/hnsw.sh BASE QUERIES [ROUNDS]
#
# BASE and QUERIES are vector files.  Wants build/libquern.a.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
# shellcheck disable=SC2046
${CXX:-g++} -O3 -march=native -fpermissive -w -I"$root" \
  -I"${HNSWLIB:?where are its sources?}" -o "$work/hnsw" "$here/hnsw.cc" \
  "${LIBQUERN:-$root/build/libquern.a}" \
  $(pkg-config --libs icu-uc icu-i18n libarchive jansson zlib) \
  -lstemmer -lopenblas -lm -pthread
OPENBLAS_NUM_THREADS=1 "$work/hnsw" "$@"
