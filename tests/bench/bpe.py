#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Speed of subword units beside the peers found here.

usage: tests/bench/bpe.py encode TEXT [QUERN]      (default: build/quern)
       tests/bench/bpe.py train TEXT THREADS [QUERN]

encode: GPT-2's vocabulary from ../shared/data/tok; quern (reading, encoding
and printing the whole of TEXT) and HF tokenizers' encode_batch (encoding
alone, of lines that are in memory), one thread each.
train: 30,000 pieces of TEXT; quern with characters cut at white space, quern
with bytes cut by GPT-2's pattern, and YouTokenToMe.

Processor seconds (user and system), the programs by turns, three rounds.
"""
import lzma
import os
import resource
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "../../../shared/data/tok")

HF = """
import sys
from tokenizers import Tokenizer, models, pre_tokenizers
t = Tokenizer(models.BPE.from_file(sys.argv[1], sys.argv[2]))
t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
lines = open(sys.argv[3], encoding="utf-8", newline="\\n").read().split("\\n")
if sys.argv[4] == "1":
    t.encode_batch(lines, add_special_tokens=False)
"""
YTTM = """
import sys, youtokentome
youtokentome.BPE.train(data=sys.argv[1], model=sys.argv[2], vocab_size=30000,
                       n_threads=int(sys.argv[3]), coverage=1.0)
"""


def seconds(command):
    """Processor seconds of a command; None where it cannot run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, "RAYON_NUM_THREADS": "1",
           "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        return None
    return (after.ru_utime + after.ru_stime
            - before.ru_utime - before.ru_stime)


def rows(runs, rounds=3):
    times = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(run())
    ours = sorted(times["quern"])[rounds // 2]
    for name, t in times.items():
        if None in t:
            print(f"{name}\tnot here")
            continue
        middle = sorted(t)[rounds // 2]
        print(f"{name}\t{middle:.2f} s\t{SIZE / middle / 1e6:.1f} MB/s\t"
              f"{middle / ours:.2f} times quern's time")


MODE, TEXT = sys.argv[1:3]
SIZE = os.path.getsize(TEXT)
with tempfile.TemporaryDirectory() as folder:
    out = os.path.join(folder, "out.safetensors")
    if MODE == "encode":
        quern = sys.argv[3] if len(sys.argv) > 3 else "build/quern"
        for packed, name in (("gpt2_bpe_encoder.json.xz", "vocab.json"),
                             ("gpt2_bpe_vocab.bpe.xz", "merges.txt")):
            with lzma.open(os.path.join(DATA, packed)) as f:
                open(os.path.join(folder, name), "wb").write(f.read())
        vocab = os.path.join(folder, "vocab.json")
        merges = os.path.join(folder, "merges.txt")

        def hf():
            whole, load = (seconds([sys.executable, "-c", HF, vocab, merges,
                                    TEXT, encode]) for encode in "10")
            return None if whole is None else whole - load

        rows({"quern": lambda: seconds(
                  [quern, "bpe", "encode", vocab, TEXT, "--threads", "1",
                   "--quiet"]),
              "HF tokenizers": hf})
    else:
        threads = sys.argv[3]
        quern = sys.argv[4] if len(sys.argv) > 4 else "build/quern"
        train = [quern, "bpe", "train", TEXT, "-o", out, "--threads", threads,
                 "--quiet"]
        rows({"quern": lambda: seconds([*train, "--unit", "char"]),
              "quern, bytes": lambda: seconds(train),
              "YouTokenToMe": lambda: seconds(
                  [sys.executable, "-c", YTTM, TEXT,
                   os.path.join(folder, "yttm"), threads])})
