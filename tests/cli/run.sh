#!/bin/sh
# SPDX-License-Identifier: MIT
# The command line against its exact output.
#
#   QUERN=build/quern tests/cli/run.sh [--accept] [CASE | DOCUMENT.md...]
#
# Each tests/cli/CASE.sh runs in a fresh folder with $QUERN (the program) and
# $ROOT (the repository) set.  Beside it lies what must come of that:
#
#   CASE.sh.stdout.exact or .stdout.glob    standard output; none: empty
#   CASE.sh.stderr.exact or .stderr.glob    standard error; none: empty
#   CASE.sh.exit                            exit status; none: 0
#
# A case that cannot run here exits with 77.  --accept rewrites the exact
# files and the status from what happened; a glob is never rewritten.
#
# A DOCUMENT.md, named from the repository's root, is a case too, and what must
# come of it is the document itself: the commands it shows print what it says
# (tests/shown.sh).  DOCUMENTS=no leaves them out where none is named.
set -u
LC_ALL=C
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
QUERN=$(realpath "${QUERN:-$ROOT/build/quern}")
QUERN_SHARE=$ROOT/corpora
export LC_ALL ROOT QUERN QUERN_SHARE
here=$ROOT/tests/cli
accept=false
if [ "${1-}" = --accept ]; then
  accept=true
  shift
fi
[ -x "$QUERN" ] || { echo "no program at $QUERN: make it first" >&2; exit 1; }
work=$(mktemp -d)
mkdir "$work/bin" && ln -s "$QUERN" "$work/bin/quern"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# exact FILE STREAM: where the exact output lies.
exact() {
  case $1.$2 in
  *.md.stdout) echo "$1" ;;
  *) echo "$1.$2.exact" ;;
  esac
}

# same FILE STREAM: whether what the case wrote to STREAM is what FILE says.
same() {
  if [ -f "$1.$2.glob" ]; then
    pattern=$(cat "$1.$2.glob")
    # shellcheck disable=SC2254 # it is a pattern
    case $(cat "$work/$2") in $pattern) return 0 ;; esac
    diff -u "$1.$2.glob" "$work/$2"
  elif [ -f "$(exact "$1" "$2")" ]; then
    diff -u "$(exact "$1" "$2")" "$work/$2"
  else
    diff -u /dev/null "$work/$2"
  fi
}

# renew FILE STREAM: make it so.
renew() {
  [ -f "$1.$2.glob" ] && return
  rm -f "$(exact "$1" "$2")"
  [ ! -s "$work/$2" ] || cp "$work/$2" "$(exact "$1" "$2")"
}

same_status() {
  wanted=0
  [ ! -f "$1.exit" ] || wanted=$(cat "$1.exit")
  [ "$2" = "$wanted" ] || { echo "exit status $2, not $wanted"; return 1; }
}

run() {
  mkdir "$work/at"
  case $1 in
  *.md) set -- env PATH="$work/bin:$PATH" RENEW=$accept \
    sh "$ROOT/tests/shown.sh" "$1" ;;
  *) set -- sh "$1" ;;
  esac
  (cd "$work/at" && exec timeout 300 "$@") \
    >"$work/stdout" 2>"$work/stderr" </dev/null
  status=$?
  rm -rf "$work/at"
  return "$status"
}

passed=0 failed=0 skipped=0
[ $# -gt 0 ] || {
  cd "$ROOT" && set -- "$here"/*.sh
  [ "${DOCUMENTS:-yes}" = no ] ||
    set -- "$@" README.md corpora/tutorials/*.md
}
for file in "$@"; do
  name=$(basename "$file" .sh)
  case $file in
  *.md) name=$file file=$ROOT/$file ;;
  *) file=$here/$name.sh ;;
  esac
  [ "$name" != run ] || continue
  run "$file"
  status=$?
  if [ "$status" = 77 ]; then
    skipped=$((skipped + 1))
    echo "$name: skipped: $(cat "$work/stderr")"
    continue
  fi
  if $accept; then
    renew "$file" stdout
    renew "$file" stderr
    rm -f "$file.exit"
    [ "$status" = 0 ] || echo "$status" >"$file.exit"
  fi
  ok=true
  same "$file" stdout >"$work/why" || ok=false
  same "$file" stderr >>"$work/why" || ok=false
  same_status "$file" "$status" >>"$work/why" || ok=false
  if $ok; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$name: FAILED"
    cat "$work/why"
  fi
done
[ "$skipped" = 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
