#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Greedy text from a Transformer beside PyTorch: one stream, one thread each,
by user time.

    tests/bench/lm_generate_torch.py [--rounds 5]

4 layers of 256, 4 heads, 10000 words, learned positions, random weights that
both sides share; 120 words after the first 8.  PyTorch runs with and without a
cache of keys and values, tuned as lm_torch.py says.  All three must give the
same words.
"""
import argparse
import json
import os
import random
import resource
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import peer_blas

QUERN = os.environ.get("QUERN", "build/quern")
WORDS, FIRST, LAST = 10000, 8, 128
TUNED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "1000000000000",
    "MALLOC_TOP_PAD_": "67108864",
}


def train(folder):
    text, model = os.path.join(folder, "text"), os.path.join(folder, "model")
    draw = random.Random(1)
    every = [f"w{i}" for i in range(WORDS - 2)]
    with open(text, "w") as f:
        f.write(" ".join(every) + "\n")
        for _ in range(12):
            f.write(" ".join(draw.choices(every, k=99)) + "\n")
    command = [QUERN, "lm", "train", text, "-o", model, "--arch", "transformer"]
    command += ["--heads", "4", "--epochs", "1", "--no-tied", "--quiet"]
    command += ["--init", "normal", "--init-scale", "0.1", "--lr", "1e-9"]
    subprocess.run(command, check=True)
    return model


def quern(model):
    """Seconds for the words from FIRST to LAST, and all of them."""
    took = []
    for n in (FIRST, LAST):
        command = [QUERN, "lm", "generate", model, "--temperature", "0"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        text = subprocess.run([*command, "--length", str(n)], check=True,
                              capture_output=True, text=True).stdout
        took.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return took[1] - took[0], text.replace("\n", " </s> ").split()[:LAST]


# --- PyTorch --------------------------------------------------------------------


def load(path):
    import numpy as np
    import torch

    data = open(path, "rb").read()
    (n,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + n])
    header.pop("__metadata__")
    types = {"F32": np.float32, "I64": np.int64, "U8": np.uint8}
    w = {}
    for name, t in header.items():
        a, b = t["data_offsets"]
        x = np.frombuffer(data[8 + n + a : 8 + n + b], types[t["dtype"]])
        w[name] = torch.tensor(x.reshape(t["shape"]))
    return w


def torch_run(path, cached):
    """In a process of its own: the seconds, then the words."""
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(1)
    w = load(path)
    cache = [None] * 4

    def forward(ids, first):
        t = len(ids)
        x = w["embedding.weight"][ids] + w["positions.weight"][first : first + t]
        d = x.shape[1]
        for l in range(4):
            p = f"blocks.{l}."
            n = F.layer_norm(x, (d,), w[p + "norm1.weight"], w[p + "norm1.bias"])
            z = F.linear(n, w[p + "qkv.weight"], w[p + "qkv.bias"])
            q, k, v = (y.view(t, 4, d // 4).transpose(0, 1) for y in z.split(d, 1))
            if cached:
                if cache[l] is not None:
                    k = torch.cat((cache[l][0], k), 1)
                    v = torch.cat((cache[l][1], v), 1)
                cache[l] = k, v
            s = q @ k.transpose(1, 2) * (d // 4) ** -0.5
            if t > 1:
                s = s.masked_fill(torch.ones(t, t).triu(1).bool(), -float("inf"))
            y = (s.softmax(2) @ v).transpose(0, 1).reshape(t, d)
            x = x + F.linear(y, w[p + "out.weight"], w[p + "out.bias"])
            n = F.layer_norm(x, (d,), w[p + "norm2.weight"], w[p + "norm2.bias"])
            u = F.gelu(F.linear(n, w[p + "up.weight"], w[p + "up.bias"]))
            x = x + F.linear(u, w[p + "down.weight"], w[p + "down.bias"])
        x = F.layer_norm(x[-1], (d,), w["norm.weight"], w["norm.bias"])
        return F.linear(x, w["output.weight"])

    offsets = w["pieces.offsets"].tolist()
    text = bytes(w["pieces.bytes"].tolist())
    ids, took = [0], 0
    with torch.inference_mode():
        while len(ids) <= LAST:
            before = time.process_time()
            new = ids[-1:] if cached else ids
            best = forward(torch.tensor(new), len(ids) - len(new)).argmax().item()
            if len(ids) > FIRST:
                took += time.process_time() - before
            ids.append(best)
    print(took)
    print(" ".join(text[offsets[i] : offsets[i + 1]].decode() for i in ids[1:]))


def peer(model, cached):
    command = [sys.executable, __file__, "--torch", model] + ["--cached"] * cached
    env = {**os.environ, **TUNED, **peer_blas.environment(QUERN)}
    out = subprocess.run(command, check=True, env=env, capture_output=True,
                         text=True).stdout.split("\n")
    return float(out[0]), out[1].split()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--torch")
    parser.add_argument("--cached", action="store_true")
    o = parser.parse_args()
    if o.torch:
        return torch_run(o.torch, o.cached)
    runs = {"quern": [], "PyTorch with cache": [], "PyTorch without": []}
    with tempfile.TemporaryDirectory() as folder:
        model = train(folder)
        for _ in range(o.rounds):
            ours, words = quern(model)
            runs["quern"].append(ours)
            for name, cached in ("PyTorch with cache", True), ("PyTorch without", False):
                took, other = peer(model, cached)
                runs[name].append(took)
                same = sum(a == b for a, b in zip(words, other))
                if same != LAST:
                    print(f"{name}: only {same} of {LAST} words are the same")
    ours = statistics.median(runs["quern"])
    for name, took in runs.items():
        s = statistics.median(took)
        ratios = ", ".join(f"{x / y:.1f}" for x, y in zip(took, runs["quern"]))
        print(f"{name}: {(LAST - FIRST) / s:.0f} words/s, quern {s / ours:.1f} times as fast ({ratios})")


main()
