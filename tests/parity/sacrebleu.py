#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`quern bleu` against sacreBLEU: what both print has to be the same.

    SACREBLEU=venv/bin/sacrebleu QUERN=build/quern tests/parity/sacrebleu.py

Every system of WMT22 and of WMT17 in ../shared/data/bleu with each set of
references, and all at once, by BLEU, chrF, chrF++ and TER with their options,
sentence by sentence, with confidence intervals, and compared in pairs.  The
output is compared as it is but for the version; of tables of tests what is
above sacreBLEU's explanation.  Arguments name language pairs.

Last run 2026-11-22 with sacreBLEU 2.6.0 and NumPy 2.4.6: cs-en (54 command
lines), de-en (48), en-cs (51), en-zh (60) and wmt17 (37), no difference.  TER
makes all of them take hours: name the ones that are wanted.
"""
import glob
import lzma
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "..", "shared", "data", "bleu")
SACREBLEU = os.path.abspath(os.environ.get("SACREBLEU", "sacrebleu"))
QUERN = os.path.abspath(os.environ.get("QUERN", "build/quern"))

SINGLE = [
    ["-m", "bleu", "chrf", "ter", "-w", "6"],
    ["-f", "text", "-m", "bleu", "chrf", "-sh"],
    ["-tok", "intl", "-lc", "-b", "-w", "4"], ["-tok", "char", "-s", "none"],
    ["-tok", "zh", "-s", "floor"], ["-tok", "none", "-s", "add-k", "-sv", "2"],
    ["-m", "chrf", "-cw", "2", "-w", "5"],
    ["-m", "chrf", "-cc", "4", "-cw", "1", "--chrf-beta", "3",
     "--chrf-lowercase", "--chrf-whitespace", "-w", "5"],
    ["-m", "chrf", "--chrf-eps-smoothing", "-w", "5"],
    ["-m", "ter", "--ter-case-sensitive", "-w", "4"],
    ["-m", "ter", "--ter-normalized", "--ter-asian-support", "-w", "4"],
    ["-m", "ter", "--ter-normalized", "--ter-no-punct", "-w", "4"],
    ["-m", "ter", "--ter-no-punct", "--ter-asian-support", "-w", "4"],
    ["-m", "bleu", "chrf", "ter", "-ci", "-cin", "300", "-w", "3"],
]
SENTENCES = [["-sl"], ["-sl", "-m", "chrf", "-cw", "2", "-w", "4"],
             ["-sl", "-m", "ter", "-w", "4"]]
SEVERAL = [["-m", "bleu", "chrf"], ["-f", "text"], ["--paired-bs"],
           ["--paired-bs", "-f", "text", "-m", "bleu", "chrf", "ter",
            "--paired-bs-n", "300", "-w", "3"],
           ["--paired-ar", "-m", "bleu", "ter", "-w", "3",
            "--paired-ar-n", "300", "-f", "text"]]


def run(program, args, environment=None):
    done = subprocess.run(program + args, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, **(environment or {})})
    out = done.stdout.decode()
    out = re.sub(r"(version|v):(quern-)?[0-9.]+", r"\1:x", out)
    out = re.sub(r'"version": "(quern-)?[0-9.]+"', '"version": "x"', out)
    if "--paired-bs" in args or "--paired-ar" in args:
        out = out.split("╛")[0]
    return done.returncode, out


def compare(args):
    theirs = run([SACREBLEU, "-q"], args, {"NO_COLOR": "1"})
    ours = run([QUERN, "bleu", "--quiet", "--force"], args)
    if theirs == ours:
        return 0
    print("DIFFERS:", *args)
    for a, b in zip(theirs[1].splitlines(), ours[1].splitlines()):
        if a != b:
            print("  ", a, "\n  ", b)
            break
    return 1


def unpack(folder):
    for path in glob.glob(os.path.join(DATA, "wmt22", "*.xz")):
        name = os.path.basename(path)[:-3].replace("generaltest2022.", "")
        with lzma.open(path) as i, open(os.path.join(folder, name), "wb") as o:
            o.write(i.read())
    with lzma.open(os.path.join(DATA, "wmt17-en-de-systems.tsv.xz"),
                   "rt", encoding="utf-8", newline="\n") as f:
        rows = [line.rstrip("\n").split("\t") for line in f]
    for i, name in enumerate(rows[0]):
        kind = "ref" if name == "reference" else "hyp"
        path = os.path.join(folder, f"wmt17.{kind}.{name}")
        with open(path, "w", encoding="utf-8", newline="\n") as o:
            o.writelines(row[i] + "\n" for row in rows[1:])


def main():
    if not os.path.isdir(DATA):
        print("skipped: no", DATA)
        return 0
    bad = done = 0
    with tempfile.TemporaryDirectory() as work:
        unpack(work)
        os.chdir(work)
        pairs = sys.argv[1:] or ["de-en", "cs-en", "en-cs", "en-zh", "wmt17"]
        for pair in pairs:
            refs = sorted(glob.glob(pair + ".ref.*"))
            systems = sorted(glob.glob(pair + ".hyp.*"))
            jobs = []
            for system in systems:
                for r in [refs] + [[x] for x in refs if len(refs) > 1]:
                    jobs.append(r + ["-i", system] + SINGLE[0])
            for options in SINGLE[1:] + SENTENCES:
                jobs.append(refs + ["-i", systems[0]] + options)
            for options in SEVERAL:
                jobs.append(refs[:1] + options + ["-i"] + systems[:4])
            for job in jobs:
                bad += compare(job)
                done += 1
            print(pair, "done,", bad, "of", done, "differ", flush=True)
    return bad > 0


sys.exit(main())
