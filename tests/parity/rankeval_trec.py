#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`quern search eval` against trec_eval's measures, through pytrec_eval.

usage: tests/parity/rankeval_trec.py [QUERN] [ROUNDS]   (build/quern, 60)

Random judgements and runs: grades of -1 to 4, unjudged documents, queries
with no relevant document or no result, many ties, names that sort otherwise
than they count.  Figures agree to 1e-8, printed with nine digits.  Exponential
gains, which trec_eval does not have as such, are judged by handing it the
gains as grades.  Where pytrec_eval is not installed (pip: pytrec-eval-terrier)
the script says so and succeeds.

2026-11-22, pytrec_eval-terrier 0.5.11: 60 rounds, 1800 figures, none differs.
"""
import json
import random
import subprocess
import sys
import tempfile

try:
    import pytrec_eval
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

QUERN = sys.argv[1] if len(sys.argv) > 1 else "build/quern"
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 60
NAMES = {"ndcg": "ndcg_cut_{}", "mrr": "recip_rank", "recall": "recall_{}",
         "precision": "P_{}", "map": "map"}


def sample(rng):
    """Judgements and a run over a few hundred documents."""
    docs = [f"d{i}" for i in range(rng.randint(5, 300))]
    grades = rng.choice([[0, 1], [0, 0, 0, 1, 2, 3, 4], [-1, 0, 1, 2], [0]])
    scores = rng.choice([3, 50, 10**9])
    qrels, run = {}, {}
    for q in range(rng.randint(1, 30)):
        judged = rng.sample(docs, rng.randint(1, len(docs)))
        qrels[f"q{q}"] = {d: rng.choice(grades) for d in judged}
        if rng.random() < 0.9:
            found = rng.sample(docs, rng.randint(1, len(docs)))
            run[f"q{q}"] = {d: rng.randint(-scores, scores) / 7
                            for d in found}
    run["unjudged"] = {"d0": 1.0}
    return qrels, run


def write(qrels, run, folder, tabs):
    with open(f"{folder}/qrels", "w") as f:
        for q, docs in qrels.items():
            for d, rel in docs.items():
                f.write(f"{q} 0 {d} {rel}\n")
    with open(f"{folder}/run", "w") as f:
        for q, docs in run.items():
            for i, (d, score) in enumerate(docs.items()):
                f.write(f"{q}\t{i}\t{d}\t{score!r}\n" if tabs else
                        f"{q} Q0 {d} {i} {score!r} tag\n")


def truth(qrels, run, k, level):
    """Means over all queries of the judgements."""
    wanted = {m.format(k).replace(f"_{k}", f".{k}") for m in NAMES.values()}
    ev = pytrec_eval.RelevanceEvaluator(qrels, wanted, relevance_level=level)
    found = ev.evaluate(run)
    return {ours: sum(v[theirs.format(k)] for v in found.values()) /
            len(qrels) for ours, theirs in NAMES.items()}


def check(qrels, run, folder, k, options=(), level=1):
    out = subprocess.run([QUERN, "search", "eval", "--qrels",
                          f"{folder}/qrels", "--run", f"{folder}/run",
                          "--k", str(k), "--level", str(level), "--json",
                          "--quiet", *options],
                         check=True, capture_output=True).stdout
    ours = json.loads(out)
    theirs = truth(qrels, run, k, level)
    bad = 0
    for name, value in theirs.items():
        at = name if name in ("mrr", "map") else f"{name}@{k}"
        if abs(ours[at] - value) > 1e-8:
            print(f"{at}: {ours[at]} here, {value} there")
            bad += 1
    return len(theirs), bad


def main():
    rng = random.Random(1)
    figures = differ = 0
    with tempfile.TemporaryDirectory() as folder:
        for i in range(ROUNDS):
            qrels, run = sample(rng)
            write(qrels, run, folder, tabs=i % 2)
            gains = {q: {d: 2 ** max(r, 0) - 1 for d, r in docs.items()}
                     for q, docs in qrels.items()}
            for k in 1, 3, 10, 1000:
                n, bad = check(qrels, run, folder, k)
                figures, differ = figures + n, differ + bad
            n, bad = check(qrels, run, folder, 10, level=2)
            figures, differ = figures + n, differ + bad
            # 2^1 - 1 is 1: what is relevant stays relevant.
            n, bad = check(gains, run, folder, 10, ("--gain", "exp2"))
            figures, differ = figures + n, differ + bad
        print(f"{ROUNDS} rounds, {figures} figures, {differ} differ")
    sys.exit(differ > 0)


main()
