#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`quern bleu --ragged` against sacreBLEU's library, which takes None for a
reference that is not there: scores and signatures have to be the same.

    QUERN=build/quern venv/bin/python tests/parity/sacrebleu_ragged.py

Three sets of references for 500 lines of WMT22 cs-en, of which up to two are
left out line by line, in files of their own and as columns of one.

Last run 2026-11-22 with sacreBLEU 2.6.0: no difference.
"""
import glob
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile

sys.path.pop(0)  # where a script has the library's name
from sacrebleu.metrics import BLEU, CHRF, TER  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "..", "shared", "data", "bleu", "wmt22")
SEGMENTS = 500
QUERN = os.path.abspath(os.environ.get("QUERN", "build/quern"))


def lines_of(kind, which):
    path = sorted(glob.glob(os.path.join(DATA, f"*.cs-en.{kind}.*")))[which]
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as f:
        return [line.rstrip() for line in f][:SEGMENTS]


def write(name, lines):
    with open(name, "w", encoding="utf-8", newline="\n") as f:
        f.writelines(line + "\n" for line in lines)


def compare(metric, flags, system, references):
    bad = 0
    want = metric.corpus_score(system, references)
    signature = str(metric.get_signature()).split("|version")[0]
    for files in ["r0", "r1", "r2"], ["columns", "-nr", "3"]:
        out = json.loads(subprocess.check_output(
            [QUERN, "bleu", *files, "--ragged", "-i", "system", "--quiet",
             "-w", "8", "-m", *flags]))
        if abs(out["score"] - want.score) > 1e-7 or \
                out["signature"].split("|version")[0] != signature:
            print("DIFFERS:", flags, files, want.score, out)
            bad += 1
    return bad


def main():
    if not os.path.isdir(DATA):
        print("skipped: no", DATA)
        return 0
    rng, bad = random.Random(3), 0
    system = lines_of("hyp", 0)
    whole = [lines_of("ref", 0), lines_of("ref", 1), lines_of("hyp", 3)]
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        write("system", system)
        for trial in range(3):
            references = [list(r) for r in whole]
            for i in range(len(system)):
                left_out = [2] if trial == 2 else \
                    rng.sample(range(3), rng.randint(0, 2))
                for k in left_out:
                    references[k][i] = None
            for k in range(3):
                write(f"r{k}", (x or "" for x in references[k]))
            write("columns", ("\t".join(x or "" for x in row)
                              for row in zip(*references)))
            for metric, flags in ((BLEU(), ["bleu"]), (TER(), ["ter"]),
                                  (CHRF(word_order=2), ["chrf", "-cw", "2"])):
                bad += compare(metric, flags, system, references)
    print(bad, "differ")
    return bad > 0


sys.exit(main())
