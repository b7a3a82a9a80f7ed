# SPDX-License-Identifier: MIT
"""Topics judged alike, whoever found them: held-out perplexity and c_v.

    MALLET=jars/ QUERN=build/quern python3 tests/bench/lda_quality.py TOKENS \
        TOPICS SWEEPS SEED...

TOKENS: a document a line, words between blanks; every tenth document is held
out.  MALLET: a folder with mallet-2.0.8.jar and the jars that it needs.
Needs NumPy and tomotopy.

Every tool is given alpha 50 in all and beta 0.01, and asked for its counts of
words in topics.  Of a held-out document the first half of the words tells the
mixture (EM to convergence with these alphas), the other half is foretold.
Coherence of the ten foremost words of each topic, in the documents that were
learnt from, is `quern topics coherence`'s c_v for all.
"""

import gzip
import math
import os
import subprocess
import sys
import tempfile

import numpy

ALPHA, BETA = 50.0, 0.01
QUERN = os.environ.get("QUERN", "build/quern")


AS_THEY_ARE = ("--mode", "space", "--stop", "none", "--punct", "keep",
               "--numbers", "keep", "--no-lower", "--min-length", "0")


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def counts_of_state(path, topics):
    """Words' counts from a state as Mallet writes it."""
    counts = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            word, topic = line.rstrip("\n").split(" ")[4:6]
            if word not in counts:
                counts[word] = numpy.zeros(topics)
            counts[word][int(topic)] += 1
    return counts


def java(tool, *words):
    """The command line of one of Mallet's tools."""
    jars = os.environ["MALLET"]
    path = ":".join(os.path.join(jars, j) for j in os.listdir(jars))
    return ("java", "-Xmx3g", "-XX:+UseSerialGC", "-cp", path,
            "cc.mallet." + tool, *words)


def import_lines(lines, tokens, *words):
    """Documents, a line each, as Mallet's tools want them."""
    run(*java("classify.tui.Csv2Vectors", "--keep-sequence", "--input", lines,
              "--output", tokens, "--token-regex", r"\S+", "--line-regex",
              "^(.*)$", "--data", "1", "--label", "0", "--name", "0",
              "--encoding", "UTF-8", "--preserve-case", *words))


def mallet(at, topics, sweeps, seed):
    tokens = at + "/tokens.mallet"
    if not os.path.exists(tokens):
        import_lines(at + "/train", tokens)
    run(*java("topics.tui.TopicTrainer", "--input", tokens, "--num-topics",
              str(topics), "--num-iterations", str(sweeps), "--alpha",
              str(ALPHA), "--beta", str(BETA), "--num-threads", "1",
              "--random-seed", str(seed), "--output-state", at + "/state.gz",
              "--inferencer-filename", at + "/inferencer"))
    return counts_of_state(at + "/state.gz", topics)


def quern(at, topics, sweeps, seed):
    run(QUERN, "lda", "train", at + "/train", *AS_THEY_ARE, "--num-topics",
        str(topics), "--num-iterations", str(sweeps), "--alpha", str(ALPHA),
        "--beta", str(BETA), "--seed", str(seed), "--threads", "1",
        "--output-model", at + "/model", "--output-state", at + "/state.gz")
    return counts_of_state(at + "/state.gz", topics)


def tomotopy_model(at, topics, sweeps, seed):
    import tomotopy as tp
    model = tp.LDAModel(k=topics, alpha=ALPHA / topics, eta=BETA, seed=seed)
    with open(at + "/train", encoding="utf-8") as lines:
        for line in lines:
            if line.split():
                model.add_doc(line.split())
    model.optim_interval = 0
    model.train(sweeps, workers=1)
    return model


def tomotopy_counts(model, topics):
    counts = {}
    for doc in model.docs:
        for word, topic in zip(doc.words, doc.topics):
            name = model.vocabs[word]
            if name not in counts:
                counts[name] = numpy.zeros(topics)
            counts[name][topic] += 1
    return counts


def tomotopy(at, topics, sweeps, seed):
    return tomotopy_counts(tomotopy_model(at, topics, sweeps, seed), topics)


def mixture(phi):
    """Of the words whose rows these are, [n][K]."""
    topics = phi.shape[1]
    alpha = ALPHA / topics
    mix = numpy.full(topics, 1 / topics)
    for _ in range(200):
        share = phi * mix
        share /= share.sum(axis=1, keepdims=True)
        new = share.sum(axis=0) + alpha
        new /= new.sum()
        if abs(new - mix).max() < 1e-6:
            break
        mix = new
    return mix


def perplexity(counts, held):
    names = {word: i for i, word in enumerate(counts)}
    n = numpy.array(list(counts.values()))
    phi = (n + BETA) / (n.sum(axis=0) + BETA * len(names))
    nats, words = 0.0, 0
    for doc in held:
        ids = [names[w] for w in doc if w in names]
        half = len(ids) // 2
        if not half:
            continue
        mix = mixture(phi[ids[:half]])
        nats -= numpy.log(phi[ids[half:]] @ mix).sum()
        words += len(ids) - half
    return math.exp(nats / words)


def coherence(at, counts, topics):
    names = list(counts)
    n = numpy.array(list(counts.values()))
    with open(at + "/keys", "w", encoding="utf-8") as out:
        for k in range(topics):
            best = numpy.argsort(-n[:, k], kind="stable")[:10]
            print(*[names[i] for i in best], file=out)
    said = subprocess.run(
        [QUERN, "topics", "coherence", at + "/keys", at + "/train",
         "--measures", "c_v", *AS_THEY_ARE, "--quiet"], check=True,
        capture_output=True, text=True).stdout
    return float(dict(line.split("\t") for line in said.splitlines())["mean"])


def main():
    path, topics, sweeps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open(path, encoding="utf-8") as lines:
        docs = lines.read().split("\n")
    with tempfile.TemporaryDirectory() as at:
        with open(at + "/train", "w", encoding="utf-8") as out:
            out.writelines(d + "\n" for i, d in enumerate(docs) if i % 10)
        held = [d.split() for d in docs[::10]]
        for seed in map(int, sys.argv[4:]):
            for tool in (mallet, tomotopy, quern):
                counts = tool(at, topics, sweeps, seed)
                print(tool.__name__, "topics", topics, "seed", seed,
                      "perplexity %.1f" % perplexity(counts, held),
                      "c_v %.4f" % coherence(at, counts, topics), flush=True)


if __name__ == "__main__":
    main()
