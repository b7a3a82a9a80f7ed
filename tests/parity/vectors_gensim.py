#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Vector files between Quern and gensim, in both directions.

usage: tests/parity/vectors_gensim.py [QUERN]      (default: build/quern)

What Quern writes must open in gensim with equal vectors, and the reverse,
for word2vec text, word2vec binary and GloVe; .npy is compared through NumPy
and .safetensors byte by byte.  Where gensim is not installed (Debian:
python3-gensim) the script says so and succeeds.
"""
import json
import os
import struct
import subprocess
import sys
import tempfile

try:
    import gensim
    import numpy as np
    from gensim.models import KeyedVectors
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

QUERN = sys.argv[1] if len(sys.argv) > 1 else "build/quern"
failures = 0


def convert(source, target, *options):
    subprocess.run([QUERN, "vectors", "convert", source, target, *options],
                   check=True, stdout=subprocess.DEVNULL)


def load(path, binary=False, header=True):
    return KeyedVectors.load_word2vec_format(path, binary=binary,
                                             no_header=not header)


def check(name, ours, theirs):
    """Equal words in equal order and equal bits of every vector."""
    global failures
    ok = (list(ours.index_to_key) == list(theirs.index_to_key) and
          np.array_equal(ours.vectors.astype(np.float32),
                         theirs.vectors.astype(np.float32)))
    failures += not ok
    print(f"{'ok  ' if ok else 'FAIL'} {name}")


def sample(words=500, dim=37):
    """Words of several scripts, floats of every size."""
    rng = np.random.default_rng(1)
    kv = KeyedVectors(dim)
    names = [f"{'wört слово 語'.split()[i % 3]}{i}" for i in range(words)]
    scale = 10.0 ** rng.integers(-30, 30, (words, 1))
    rows = (rng.standard_normal((words, dim)) * scale).astype(np.float32)
    rows[0] = 0
    kv.add_vectors(names, rows)
    return kv


def read_safetensors(path):
    with open(path, "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
        data = f.read()

    def tensor(name, dtype):
        begin, end = header[name]["data_offsets"]
        return np.frombuffer(data[begin:end], dtype).reshape(
            header[name]["shape"])
    offsets = tensor("words.offsets", "<i8")
    blob = tensor("words.bytes", "u1").tobytes()
    kv = KeyedVectors(header["vectors"]["shape"][1])
    kv.add_vectors([blob[a:b].decode() for a, b in
                    zip(offsets, offsets[1:])], tensor("vectors", "<f4"))
    return kv


def main():
    truth = sample()
    with tempfile.TemporaryDirectory() as d:
        def at(name):
            return os.path.join(d, name)
        truth.save_word2vec_format(at("g.bin"), binary=True)
        truth.save_word2vec_format(at("g.txt"), binary=False)
        truth.save_word2vec_format(at("g.glove"), write_header=False)
        for source in "g.bin", "g.txt", "g.glove":
            convert(at(source), at("q.bin"))
            check(f"{source} -> quern -> binary",
                  load(at("q.bin"), binary=True), truth)
            convert(at(source), at("q.txt"))
            check(f"{source} -> quern -> text", load(at("q.txt")), truth)
            convert(at(source), at("q.glove"), "--to", "glove")
            check(f"{source} -> quern -> glove",
                  load(at("q.glove"), header=False), truth)
            convert(at(source), at("q.npy"))
            kv = KeyedVectors(truth.vector_size)
            with open(at("q.npy.vocab"), encoding="utf-8") as f:
                kv.add_vectors(f.read().split("\n")[:-1],
                               np.load(at("q.npy")))
            check(f"{source} -> quern -> npy", kv, truth)
            convert(at(source), at("q.safetensors"))
            check(f"{source} -> quern -> safetensors",
                  read_safetensors(at("q.safetensors")), truth)
    print(f"gensim {gensim.__version__}: {failures} failed")
    sys.exit(failures > 0)


main()
