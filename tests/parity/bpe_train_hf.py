#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Merges learnt by Quern beside those of HF tokenizers' BpeTrainer.

usage: tests/parity/bpe_train_hf.py TEXT [VOCAB_SIZE [QUERN]]
                                          (default: 30000, build/quern)

Bytes cut by GPT-2's pattern, pairs that occur twice at least.  vocab.json and
merges.txt must be the same.  Where tokenizers is not installed the script
says so and succeeds.

2026-11-22, tokenizers 0.23.3: 24.5 MB of mixed text, 20,000 pieces: all merges
equal, in the same order.
"""
import json
import os
import subprocess
import sys
import tempfile

try:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

TEXT = sys.argv[1]
SIZE = int(sys.argv[2]) if len(sys.argv) > 2 else 30000
QUERN = sys.argv[3] if len(sys.argv) > 3 else "build/quern"


def lines():
    with open(TEXT, encoding="utf-8", newline="\n") as f:
        for line in f:
            yield line.rstrip("\n")


with tempfile.TemporaryDirectory() as folder:
    vocab = os.path.join(folder, "vocab.json")
    subprocess.run([QUERN, "bpe", "train", TEXT, "--quiet", "-o", vocab,
                    "--vocab-size", str(SIZE)], check=True)
    ours = json.load(open(vocab, encoding="utf-8"))
    our_merges = open(os.path.join(folder, "merges.txt"),
                      encoding="utf-8").read().split("\n")[1:-1]
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.train_from_iterator(lines(), trainers.BpeTrainer(
        vocab_size=SIZE, min_frequency=2, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    t.model.save(folder, "hf")
    theirs = json.load(open(os.path.join(folder, "hf-vocab.json"),
                            encoding="utf-8"))
    their_merges = open(os.path.join(folder, "hf-merges.txt"),
                        encoding="utf-8").read().split("\n")[1:-1]
    same = [a == b for a, b in zip(our_merges, their_merges)]
    first = same.index(False) if False in same else len(same)
    print(f"merges: {len(our_merges)} and {len(their_merges)}, "
          f"the first {first} equal")
    if first < len(same):
        print(f"  ours {our_merges[first]!r}, theirs {their_merges[first]!r};"
              f" in both {len(set(our_merges) & set(their_merges))}")
    print("vocabularies:", "equal" if ours == theirs else "DIFFER")
    sys.exit(0 if ours == theirs and our_merges == their_merges else 1)
