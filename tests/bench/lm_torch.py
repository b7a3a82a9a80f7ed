#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Training of language models beside PyTorch, one thread each, by user time.

    tests/bench/lm_torch.py [--rounds 3] [--steps 8] [--precision bf16] [SHAPE...]

Shapes: lstm650, lstm200, gpt.  Random words, clipping and the optimiser are
part of a step.  PyTorch runs tuned: our instruction set (QUERN_CPU=avx2 for
both), our kernels of OpenBLAS, and a malloc that does not give pages back.
Rounds are interleaved; what is said is the median and the ratio.
"""
import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import peer_blas

QUERN = os.environ.get("QUERN", "build/quern")
WORDS = 10000
TUNED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "1000000000000",
    "MALLOC_TOP_PAD_": "67108864",
}
SHAPES = {
    "lstm650": dict(batch=20, steps=35, hidden=650, dropout=0.5),
    "lstm200": dict(batch=20, steps=35, hidden=200, dropout=0.0),
    "gpt": dict(batch=16, steps=128, hidden=256, dropout=0.0),
}


def pieces(shape):
    return shape["batch"] * shape["steps"]


# --- Quern ----------------------------------------------------------------------


def write(path, n):
    draw = random.Random(1)
    every = [f"w{i}" for i in range(WORDS - 2)]
    with open(path, "w") as f:
        f.write(" ".join(every) + "\n")
        for _ in range(len(every) + 1, n, 100):
            f.write(" ".join(draw.choices(every, k=99)) + "\n")


def seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def quern(name, steps, precision, folder):
    """Pieces a second: what more steps take, start and end left out."""
    shape, took = SHAPES[name], []
    lead = WORDS // pieces(shape) + 1
    for n in (lead, lead + steps):
        text = os.path.join(folder, f"{name}.{n}")
        if not os.path.exists(text):
            write(text, n * pieces(shape))
        command = [QUERN, "lm", "train", text, "-o", text + ".model"]
        command += ["--threads", "1", "--epochs", "1", "--quiet", "--no-tied"]
        command += ["--batch", str(shape["batch"]), "--bptt", str(shape["steps"])]
        command += ["--hidden", str(shape["hidden"]), "--schedule", "constant"]
        command += ["--dropout", str(shape["dropout"])]
        command += ["--precision", precision]
        if name == "gpt":
            command += ["--arch", "transformer", "--optimizer", "adamw"]
            command += ["--weight-decay", "0.01", "--heads", "4"]
        else:
            command += ["--arch", "lstm", "--optimizer", "sgd"]
        took.append(seconds(command))
    return steps * pieces(shape) / (took[1] - took[0])


# --- PyTorch --------------------------------------------------------------------


def torch_model(name, shape):
    import torch
    from torch import nn
    import torch.nn.functional as F

    d = shape["hidden"]

    class Lstm(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Embedding(WORDS, d)
            self.rnn = nn.LSTM(d, d, 2, dropout=shape["dropout"])
            self.drop = nn.Dropout(shape["dropout"])
            self.out = nn.Linear(d, WORDS)
            self.state = None

        def forward(self, x):
            y, state = self.rnn(self.drop(self.table(x.T)), self.state)
            self.state = [s.detach() for s in state]
            return self.out(self.drop(y)).transpose(0, 1)

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
            self.mix, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
            self.up, self.down = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
            t = shape["steps"]
            self.register_buffer("mask", torch.ones(t, t).triu(1).bool())

        def forward(self, x):
            b, t, _ = x.shape
            q, k, v = (
                z.view(b, t, 4, d // 4).transpose(1, 2)
                for z in self.mix(self.norm1(x)).split(d, 2)
            )
            s = (q @ k.transpose(2, 3)) * (d // 4) ** -0.5
            p = s.masked_fill(self.mask, float("-inf")).softmax(3)
            x = x + self.out((p @ v).transpose(1, 2).reshape(b, t, d))
            return x + self.down(F.gelu(self.up(self.norm2(x))))

    class Gpt(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Embedding(WORDS, d)
            self.place = nn.Embedding(shape["steps"], d)
            self.blocks = nn.Sequential(*(Block() for _ in range(4)))
            self.norm, self.out = nn.LayerNorm(d), nn.Linear(d, WORDS, bias=False)

        def forward(self, x):
            return self.out(self.norm(self.blocks(self.table(x) + self.place.weight)))

    return Gpt() if name == "gpt" else Lstm()


def torch_run(name, steps):
    """In a process of its own: pieces a second."""
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(1)
    shape = SHAPES[name]
    model = torch_model(name, shape)
    if name == "gpt":
        optimizer = torch.optim.AdamW(model.parameters(), 3e-4)
    else:
        optimizer = torch.optim.SGD(model.parameters(), 1.0)
    size = (shape["batch"], shape["steps"])
    x, y = torch.randint(WORDS, size), torch.randint(WORDS, size)
    took = []
    for step in range(steps + 2):
        before = time.process_time()
        optimizer.zero_grad()
        F.cross_entropy(model(x).reshape(-1, WORDS), y.reshape(-1)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        took.append(time.process_time() - before)
    print(pieces(shape) / statistics.median(took[2:]))


def peer(name, steps):
    command = [sys.executable, __file__, "--torch", "--steps", str(steps), name]
    env = {**os.environ, **TUNED, **peer_blas.environment(QUERN)}
    return float(subprocess.run(command, check=True, env=env, capture_output=True).stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shape", nargs="*", default=list(SHAPES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--precision", default="f32")
    parser.add_argument("--torch", action="store_true")
    o = parser.parse_args()
    if o.torch:
        return torch_run(o.shape[0], o.steps)
    with tempfile.TemporaryDirectory() as folder:
        for name in o.shape:
            ours, theirs = [], []
            for _ in range(o.rounds):
                ours.append(quern(name, o.steps, o.precision, folder))
                theirs.append(peer(name, o.steps))
            a, b = statistics.median(ours), statistics.median(theirs)
            ratios = ", ".join(f"{x / y:.2f}" for x, y in zip(ours, theirs))
            print(f"{name}: quern {a:.0f}, PyTorch {b:.0f} pieces/s: {a / b:.2f} ({ratios})")


main()
