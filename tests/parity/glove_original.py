#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`quern glove` against GloVe's own four programs.

    GLOVE=GloVe/build QUERN=build/quern tests/parity/glove_original.py TEXT

Vocabularies have to be the same bytes, co-occurrences the same keys with
values within 1e-12 of each other (the same bits, where the original keeps
them in its dense table), costs after each iteration within 1 %; either's files
are what the other goes on with.  ITERATIONS, SIZE and X_MAX as for GloVe.

Last run 2026-11-22 with GloVe 52f7dbc, -O3 -ffast-math -march=native; README
and tests/bench/RESULTS.md have the figures.
"""
import array
import os
import re
import subprocess
import sys
import tempfile

GLOVE = os.path.abspath(os.environ.get("GLOVE", "GloVe/build"))
QUERN = os.path.abspath(os.environ.get("QUERN", "build/quern"))
ITERATIONS = os.environ.get("ITERATIONS", "5")
SIZE = os.environ.get("SIZE", "50")
X_MAX = os.environ.get("X_MAX", "100")


def run(args, text=None, out=None):
    with open(text or os.devnull, "rb") as i, open(out or os.devnull, "wb") as o:
        return subprocess.run(args, stdin=i, stdout=o, stderr=subprocess.PIPE,
                              check=True).stderr.decode()


def original(name, *flags, **files):
    return run([os.path.join(GLOVE, name), "-verbose", "0", *flags], **files)


def quern(verb, *flags, **files):
    return run([QUERN, "glove", verb, *flags], **files)


def values(path):
    """Keys as 64-bit numbers, values as doubles."""
    with open(path, "rb") as f:
        data = f.read()
    keys, x = array.array("Q", data), array.array("d", data)
    return keys[::2], x[1::2]


def compare_pairs(theirs, ours, what):
    (k, x), (l, y) = values(theirs), values(ours)
    # With nothing in its overflow file the original merges the stale first
    # record a second time.
    if len(x) > 1 and x[0] == 2 * y[0]:
        print("  the original counts its first record twice")
        x[0] = y[0]
    assert k == l, what
    worst = max(abs(a / b - 1) for a, b in zip(x, y))
    differ = sum(a != b for a, b in zip(x, y))
    print(f"{what}: {len(x)} records, {differ} differ, at most by {worst:.2g}")
    assert worst <= 1e-12, what


def costs(text):
    return [float(c) for c in re.findall(r"cost: ([0-9.]+)", text)]


def main():
    if not os.path.exists(os.path.join(GLOVE, "glove")):
        print("skipped: no GloVe; name the folder of its programs in GLOVE")
        return
    text = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        for flags in ([], ["-min-count", "5"], ["-min-count", "100"]):
            original("vocab_count", *flags, text=text, out="v")
            quern("vocab", *flags, "--quiet", text=text, out="v.ours")
            with open("v", "rb") as a, open("v.ours", "rb") as b:
                assert a.read() == b.read(), flags
            print("vocabulary", *flags, "the same bytes")
        original("vocab_count", "-min-count", "5", text=text, out="v")
        for flags in ([], ["-symmetric", "0"], ["-distance-weighting", "0"],
                      ["-window-size", "3"]):
            original("cooccur", "-vocab-file", "v", *flags, text=text, out="p")
            quern("cooccur", "-vocab-file", "v", "--quiet", *flags, text=text,
                  out="q")
            compare_pairs("p", "q", " ".join(["pairs", *flags]))
        original("cooccur", "-vocab-file", "v", text=text, out="p")
        original("shuffle", "-seed", "1", text="p", out="s")
        train = ["-vocab-file", "v", "-input-file", "s", "-iter", ITERATIONS,
                 "-vector-size", SIZE, "-x-max", X_MAX, "-threads", "1",
                 "-binary", "2", "-gradsq-file", "g"]
        theirs = costs(original("glove", *train, "-seed", "1", "-save-file",
                                "t"))
        ours = costs(quern("train", *train, "-save-file", "o"))
        assert len(theirs) == len(ours) == int(ITERATIONS)
        for i, (a, b) in enumerate(zip(theirs, ours)):
            print(f"iteration {i + 1}: {a:.6f} and {b:.6f}, {b / a - 1:+.2%}")
            assert abs(b / a - 1) < 0.01
        # What one has written the other goes on from.
        more = ["-vocab-file", "v", "-input-file", "s", "-iter", "1",
                "-vector-size", SIZE, "-x-max", X_MAX, "-threads", "1",
                "-load-init-param", "1", "-load-init-gradsq", "1",
                "-init-gradsq-file", "g.bin", "-save-file", "m"]
        a = costs(original("glove", *more, "-init-param-file", "o.bin"))[0]
        b = costs(quern("train", *more, "-init-param-file", "o.bin"))[0]
        print(f"gone on from ours: {a:.6f} and {b:.6f}, {b / a - 1:+.2%}")
        assert abs(b / a - 1) < 0.01


main()
