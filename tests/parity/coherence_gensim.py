#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Coherence of topics beside gensim's CoherenceModel.

usage: tests/parity/coherence_gensim.py [QUERN [TOKENS [TOPICS]]]

TOKENS: a document a line, words between blanks; without it, documents of
words at random, some of them too short for a window and some empty.  Topics
are found by Quern; u_mass, c_uci, c_npmi and c_v of each must differ by no
more than 1e-6.  Where gensim is not installed the script says so and
succeeds.

2026-11-22, gensim 4.4.0: equal on documents at random and on 20 Newsgroups
(11,314 documents, 1,965,807 tokens), 20 topics; but for c_v 100 topics too.
"""
import csv
import random
import subprocess
import sys
import tempfile

try:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

QUERN = sys.argv[1] if len(sys.argv) > 1 else "build/quern"
TOPICS = sys.argv[3] if len(sys.argv) > 3 else "20"
AS_IT_IS = ["--mode", "space", "--stop", "none", "--punct", "keep", "--numbers",
            "keep", "--no-lower", "--min-length", "0", "--quiet"]


def at_random(path):
    rng = random.Random(1)
    with open(path, "w", encoding="utf-8") as f:
        for _ in range(500):
            words = rng.choice([0, 1, 3, 9, 10, 11, 60, 110, 150, 400])
            f.write(" ".join(f"w{int(rng.paretovariate(0.7))}"
                             for _ in range(words)) + "\n")


with tempfile.TemporaryDirectory() as folder:
    tokens = sys.argv[2] if len(sys.argv) > 2 else f"{folder}/tokens"
    if len(sys.argv) <= 2:
        at_random(tokens)
    subprocess.run([QUERN, "lda", "train", tokens, *AS_IT_IS, "--num-topics",
                    TOPICS, "--num-iterations", "20", "--output-topic-keys",
                    f"{folder}/keys"], check=True)
    table = subprocess.run(
        [QUERN, "topics", "coherence", f"{folder}/keys", tokens, *AS_IT_IS,
         "--num-top-words", "10"], check=True, capture_output=True, text=True)
    rows = [r for r in csv.reader(table.stdout.splitlines(), delimiter="\t")]
    with open(f"{folder}/keys", encoding="utf-8") as f:
        topics = [line.split("\t")[2].split()[:10] for line in f]
    with open(tokens, encoding="utf-8") as f:
        texts = [line.split() for line in f]

dictionary = Dictionary(texts)
bags = [dictionary.doc2bow(text) for text in texts]
failed = False
for column, measure in enumerate(rows[0][1:], 1):
    model = CoherenceModel(topics=topics, texts=texts, corpus=bags, processes=1,
                           dictionary=dictionary, coherence=measure)
    theirs = model.get_coherence_per_topic()
    ours = [float(row[column]) for row in rows[1:1 + len(topics)]]
    worst = max(abs(a - b) for a, b in zip(ours, theirs))
    print(f"{measure}: {len(topics)} topics, at most {worst:.2g} apart, "
          f"mean {rows[1 + len(topics)][column]} {model.get_coherence():.9g}")
    failed |= not worst <= 1e-6
sys.exit(failed)
