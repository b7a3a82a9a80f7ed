#!/bin/sh
# SPDX-License-Identifier: MIT
# corpora/get against a server on this machine: nothing leaves it.
set -eu
get=$(cd "$(dirname "$0")/../.." && pwd)/corpora/get
work=$(mktemp -d)
server=''
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# The script's output and status; sums (of archives that hold the time) and
# the port differ from run to run.
run() {
  status=0
  "$get" "$@" >"$work/said" 2>&1 || status=$?
  sed 's/[0-9a-f]\{64\}/SUM/; s/127\.0\.0\.1:[0-9]*/MIRROR/' "$work/said"
  echo "status $status"
}

if ! command -v python3 >/dev/null || ! command -v curl >/dev/null; then
  echo 'skipped: needs python3 and curl' >&2
  exit 77
fi

mkdir -p "$work/www/dc" "$work/www/data" "$work/www/fasttext/vectors-crawl"
cd "$work/www"
echo 'anarchism originated as a term' >text8
echo 'the 0.1 0.2' >glove.6B.50d.txt
echo 'the 0.1 0.2 0.3' >glove.6B.100d.txt
python3 -m zipfile -c dc/text8.zip text8
python3 -m zipfile -c dc/enwik8.zip text8
python3 -m zipfile -c data/glove.6B.zip glove.6B.50d.txt glove.6B.100d.txt
head -c 90 dc/text8.zip >dc/enwik9.zip
echo '1 2' | gzip >fasttext/vectors-crawl/cc.de.300.vec.gz

python3 - "$work" 2>/dev/null <<'SERVER' &
import functools, http.server, os, sys
here = sys.argv[1]
handler = functools.partial(
    http.server.SimpleHTTPRequestHandler, directory=here + "/www")
server = http.server.HTTPServer(("127.0.0.1", 0), handler)
with open(here + "/port.new", "w") as f:
    f.write(str(server.server_port))
os.rename(here + "/port.new", here + "/port")
server.serve_forever()
SERVER
server=$!
tries=0
while [ ! -e "$work/port" ] && [ $tries -lt 100 ]; do
  sleep 0.1
  tries=$((tries + 1))
done
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
QUERN_MIRROR=http://127.0.0.1:$(cat "$work/port")
export QUERN_MIRROR

cd "$work"
echo '# zip, several files, gz'
run --dir got text8 glove.6B cc.de.300
cat got/text8 got/glove.6B.100d.txt got/cc.de.300.vec
echo '# not fetched again'
run --dir got text8
echo '# not there, damaged, of other content: nothing stays behind'
run --dir none crawl-300d-2M
run --dir none enwik9
run --dir none enwik8
run --dir none --sha256 0123 text8
ls -A none
echo '# the right sum, a mirror by option'
sum=$(python3 -c 'import hashlib, sys
print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest().upper())' \
  www/dc/text8.zip)
mirror=$QUERN_MIRROR
QUERN_MIRROR=http://127.0.0.1:1
run --dir more --base "$mirror/" --sha256 "$sum" text8
ls -A more
echo '# the command line'
run nonesuch
run --sha256 00 text8 enwik8
run --dir
run --nonesuch
run | head -n 1
