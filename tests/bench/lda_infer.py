# SPDX-License-Identifier: MIT
"""Topics of new documents: how fast, and how well they foretell the rest.

    MALLET=jars/ QUERN=build/quern python3 tests/bench/lda_infer.py TOKENS \
        TOPICS TRAINING_SWEEPS SWEEPS

TOKENS: a document a line, words between blanks; every tenth document is held
out, and its first half given to each tool, whose model is its own.  Time is
processor time of one thread, less that for a single document (start-up, the
model).  Perplexity is that of the second halves.  See lda_quality.py.
"""

import math
import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy

import lda_quality as quality


def seconds(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    quality.run(*command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime
            + after.ru_stime - before.ru_stime)


def read_mixtures(path, topics):
    """From a file as Mallet writes it: number, name, a share a topic."""
    with open(path, encoding="utf-8") as lines:
        rows = [line.split("\t") for line in lines if line[0] != "#"]
    return numpy.array([row[-topics:] for row in rows], dtype=float)


def mallet(at, topics, sweeps):
    spent = []
    for docs in ("one", "halves"):
        tokens = at + "/" + docs + ".mallet"
        quality.import_lines(at + "/" + docs, tokens, "--use-pipe-from",
                             at + "/tokens.mallet")
        spent.append(seconds(*quality.java(
            "topics.tui.InferTopics", "--input", tokens, "--inferencer",
            at + "/inferencer", "--output-doc-topics", at + "/mixtures",
            "--num-iterations", str(sweeps), "--random-seed", "1")))
    return read_mixtures(at + "/mixtures", topics), spent[1] - spent[0]


def quern(at, topics, sweeps):
    spent = [seconds(quality.QUERN, "lda", "infer", at + "/model",
                     at + "/" + docs, "--num-iterations", str(sweeps),
                     "--threads", "1", "-o", at + "/mixtures")
             for docs in ("one", "halves")]
    return read_mixtures(at + "/mixtures", topics), spent[1] - spent[0]


def tomotopy(model, at, sweeps):
    with open(at + "/halves", encoding="utf-8") as lines:
        docs = [model.make_doc(line.split()) for line in lines]
    begin = time.process_time()
    mixtures, _ = model.infer(docs, iterations=sweeps, workers=1)
    return numpy.array(mixtures), time.process_time() - begin


def perplexity(counts, mixtures, rest):
    names = {word: i for i, word in enumerate(counts)}
    n = numpy.array(list(counts.values()))
    phi = (n + quality.BETA) / (n.sum(axis=0) + quality.BETA * len(names))
    nats, words = 0.0, 0
    for mixture, doc in zip(mixtures, rest):
        ids = [names[w] for w in doc if w in names]
        nats -= numpy.log(phi[ids] @ mixture).sum()
        words += len(ids)
    return math.exp(nats / words)


def main():
    path = sys.argv[1]
    topics, training, sweeps = map(int, sys.argv[2:5])
    with open(path, encoding="utf-8") as lines:
        docs = [line.split() for line in lines]
    held = [d for d in docs[::10] if len(d) > 1]
    with tempfile.TemporaryDirectory() as at:
        with open(at + "/train", "w", encoding="utf-8") as out:
            for i, d in enumerate(docs):
                if i % 10 and d:
                    print(*d, file=out)
        with open(at + "/halves", "w", encoding="utf-8") as out:
            for d in held:
                print(*d[:len(d) // 2], file=out)
        with open(at + "/one", "w", encoding="utf-8") as out:
            print(*held[0][:len(held[0]) // 2], file=out)
        rest = [d[len(d) // 2:] for d in held]
        given = sum(len(d) // 2 for d in held)

        def tell(tool, counts, mixtures, spent):
            print(tool, "%d topics, %d sweeps over %d tokens: %.2f s, "
                  "perplexity %.1f" % (topics, sweeps, given, spent,
                                       perplexity(counts, mixtures, rest)),
                  flush=True)

        for tool in (quern, mallet):
            name = tool.__name__
            counts = getattr(quality, name)(at, topics, training, 1)
            tell(name, counts, *tool(at, topics, sweeps))
        model = quality.tomotopy_model(at, topics, training, 1)
        counts = quality.tomotopy_counts(model, topics)
        tell("tomotopy", counts, *tomotopy(model, at, sweeps))


main()
