#!/bin/sh
# SPDX-License-Identifier: MIT
# A document with the real output of the commands it shows.
#
#   ROOT=. shown.sh DOCUMENT.md
#
# Runs what DOCUMENT shows, in order and in the folder it is called in, and
# prints DOCUMENT as it should be.  A command is a line "$ COMMAND" of a block,
# fenced or indented by four spaces, with the lines that follow a backslash at
# its end; down to the next one, or to the end of the block (a blank line ends
# an indented one), all is what it printed, errors too.  `make` is not run: it
# is what runs this.
#
# A comment above a block says more of it:
#
#   <!-- file: NAME -->   it is a file, which the commands find here
#   <!-- figures -->      numbers may come out otherwise: times, or what
#                         depends on the processor or the number of threads;
#                         those shown stay unless RENEW is true
#
# How far a command is and how fast ("training   2.51M words in 0.9 s") is left
# out everywhere.
set -u
document=$1
ln -s "$ROOT/corpora" corpora
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
told=$work/told real=$work/real page=$work/page

# kin FILE FILE: whether they differ in numbers alone, and spaces before them.
kin() {
  for i in "$1" "$2"; do
    sed -E 's/ *-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?[kMG]?/ N/g' "$i" >"$i.kin"
  done
  cmp -s "$1.kin" "$2.kin"
}

# finish: the command that was begun is run, its output put below it.
command='' margin='' about=''
finish() {
  [ -n "$command" ] || return 0
  case $command in
  make*) cp "$told" "$real" ;;
  *) (eval "$command") 2>&1 </dev/null |
    grep -Ev '^[a-z]+ +[0-9.]+[kMG%]? .*(in [0-9.]+ s|ETA)' >"$real" ;;
  esac
  if [ "$about" != figures ] || [ "${RENEW:-false}" = true ] ||
    ! kin "$told" "$real"; then
    cp "$real" "$told"
  fi
  awk -v margin="$margin" '{ print margin $0 }' "$told"
  command=''
}

block='' more=false
while IFS= read -r line; do
  case $block:$line in
  ':```'*)
    block=fence margin='' file=${about#file: }
    [ "$file" = "$about" ] || { block='file' && : >"$file"; }
    ;;
  'fence:```' | 'file:```' | indent:) finish; block='' about='' ;;
  file:*) printf '%s\n' "$line" >>"$file" ;;
  ':    $ '*) block=indent margin='    ' ;;
  ':<!-- '*' -->') about=${line#<!-- } about=${about% -->} ;;
  esac
  if [ "$block" = fence ] || [ "$block" = indent ]; then
    text=${line#"$margin"}
    case $more:$text in
    true:*) command="$command
$text" ;;
    'false:$ '*) finish; command=${text#??} && : >"$told" ;;
    *) [ -z "$command" ] || { printf '%s\n' "$text" >>"$told"; continue; } ;;
    esac
    case $command in *\\) more=true ;; *) more=false ;; esac
  fi
  printf '%s\n' "$line"
done <"$document" >"$page"
cat "$page"
