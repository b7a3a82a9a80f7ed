#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Which lines the tests reached: a table by folder and by file.

    tests/coverage.py BUILD [SOURCE...]

BUILD was made with SAN=--coverage (make coverage) and its programs have run
since.  A line of a template counts as reached when one of the families that
are compiled from it reached it.  With SOURCEs: the lines of theirs that
nothing reached.
"""
import collections
import json
import os
import subprocess
import sys

ROOMS = ("base", "text", "embed", "topic", "seq", "apps")


def reached(build):
    """Of each source a dictionary: line number -> times it ran."""
    notes = [os.path.join(at, name) for room in ROOMS
             for at, _, names in os.walk(os.path.join(build, room))
             for name in names if name.endswith(".gcno")]
    told = subprocess.run(["gcov", "--json-format", "--stdout", *notes],
                          check=True, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout
    sources = collections.defaultdict(dict)
    for unit in told.splitlines():
        for file in json.loads(unit)["files"]:
            runs = sources[os.path.normpath(file["file"])]
            for line in file["lines"]:
                at = line["line_number"]
                runs[at] = max(runs.get(at, 0), line["count"])
    return {name: runs for name, runs in sources.items()
            if runs and name.split("/")[0] in ROOMS}


def share(some):
    """A table's row: lines, those that were missed, per cent reached."""
    counts = [n for runs in some for n in runs.values()]
    missed = counts.count(0)
    return f"{len(counts):7} {missed:6} {100 - 100 * missed / len(counts):6.1f}"


def missed(name, runs):
    with open(name) as source:
        for at, text in enumerate(source, 1):
            if runs.get(at) == 0:
                print(f"{name}:{at}: {text.rstrip()}")


def main():
    build, *wanted = sys.argv[1:] or sys.exit(__doc__)
    sources = reached(build)
    for name in map(os.path.normpath, wanted):
        missed(name, sources.get(name) or
               sys.exit(f"{name}: nothing of it was compiled into {build}"))
    if wanted:
        return
    print("  lines missed      %")
    for name in sorted(sources, key=lambda s: share([sources[s]])[-6:]):
        print(share([sources[name]]), name)
    for room in ROOMS:
        print(share(runs for name, runs in sources.items()
                    if name.startswith(room + "/")), room + "/")


if __name__ == "__main__":
    main()
