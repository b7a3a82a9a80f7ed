#!/bin/sh
# SPDX-License-Identifier: MIT
# What a browser makes of a page, when its scripts have run, as HTML; status 77
# where there is none, or it does not run.
#
#   tests/browser.sh FILE[#HASH]
set -eu
browser=$(command -v chromium || command -v chromium-browser ||
  command -v google-chrome) || {
  echo "no chromium" >&2
  exit 77
}
timeout 120 "$browser" --headless=new --no-sandbox --disable-gpu \
  --user-data-dir="$PWD/profile" --virtual-time-budget=3000 --dump-dom \
  "file://$PWD/$1" 2>/dev/null || {
  echo "$browser does not run here" >&2
  exit 77
}
