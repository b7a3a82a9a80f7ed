#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Speed of `quern translate` beside PyTorch at one shape: 3 + 3 layers of 256,
feed-forward 512, 8000 words, sentences of 40 and 25 pieces; one thread,
seconds of the processor, rounds interleaved.

    tests/bench/translate_torch.py [build/quern] [ROUNDS]

PyTorch as it comes, and with what it gains from (set here for its process):
    MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=1000000000000
    MALLOC_TOP_PAD_=67108864
and with our instruction set and our kernels of OpenBLAS in both cases.
It needs no padding at this shape.  Decoding is greedy, batches of 32.
"""
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

import peer_blas

WIDTH, HEADS, INNER, LAYERS, WORDS, X, Y, BATCH = 256, 4, 512, 3, 8000, 40, 25, 40
TUNED = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "1000000000000",
         "MALLOC_TOP_PAD_": "67108864"}


# --- the peer, in a process of its own ---------------------------------------------


def peer():
    import torch
    import torch.nn as nn
    import torch.nn.functional as F

    torch.set_num_threads(1)
    torch.manual_seed(1)

    class Attention(nn.Module):
        def __init__(self, own):
            super().__init__()
            self.own = own
            self.q = nn.Linear(WIDTH, 3 * WIDTH if own else WIDTH)
            self.kv = None if own else nn.Linear(WIDTH, 2 * WIDTH)
            self.out = nn.Linear(WIDTH, WIDTH)

        def forward(self, x, memory=None, mask=None, cache=None):
            if self.own:
                q, k, v = self.q(x).chunk(3, 2)
                if cache is not None:
                    if "k" in cache:
                        k = torch.cat((cache["k"], k), 1)
                        v = torch.cat((cache["v"], v), 1)
                    cache["k"], cache["v"] = k, v
            else:
                q = self.q(x)
                if cache is not None and "k" in cache:
                    k, v = cache["k"], cache["v"]
                else:
                    k, v = self.kv(memory).chunk(2, 2)
                    if cache is not None:
                        cache["k"], cache["v"] = k, v
            b = x.shape[0]
            q, k, v = (y.view(b, y.shape[1], HEADS, -1).transpose(1, 2) for y in (q, k, v))
            s = q @ k.transpose(2, 3) / math.sqrt(WIDTH // HEADS)
            if mask is not None:
                s = s + mask
            return self.out((s.softmax(3) @ v).transpose(1, 2).reshape(x.shape))

    class Layer(nn.Module):
        def __init__(self, decoder):
            super().__init__()
            self.attention = Attention(True)
            self.cross = Attention(False) if decoder else None
            self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(3))
            self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

        def forward(self, x, memory=None, mask=None, cache=(None, None)):
            drop = lambda y: F.dropout(y, 0.3, self.training)
            x = x + drop(self.attention(self.norms[0](x), mask=mask, cache=cache[0]))
            if self.cross:
                x = x + drop(self.cross(self.norms[1](x), memory, cache=cache[1]))
            return x + drop(self.down(F.relu(self.up(self.norms[2](x)))))

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.Embedding(WORDS, WIDTH)
            self.encoder = nn.ModuleList(Layer(False) for _ in range(LAYERS))
            self.decoder = nn.ModuleList(Layer(True) for _ in range(LAYERS))
            self.ends = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(2))
            self.positions = torch.randn(100, WIDTH)

        def embed(self, ids, at=0):
            x = self.table(ids) * 16 + self.positions[at : at + ids.shape[1]]
            return F.dropout(x, 0.3, self.training)

        def encode(self, ids):
            x = self.embed(ids)
            for layer in self.encoder:
                x = layer(x)
            return self.ends[0](x)

        def decode(self, ids, memory, at=0, cache=None):
            x, n = self.embed(ids, at), ids.shape[1]
            mask = torch.full((n, n), -math.inf).triu(1) if n > 1 else None
            for i, layer in enumerate(self.decoder):
                x = layer(x, memory, mask, cache[i] if cache else (None, None))
            return self.ends[1](x)

    model = Model()
    adam = torch.optim.Adam(model.parameters(), 1e-4, (0.9, 0.98))

    def step():
        x, y = torch.randint(WORDS, (BATCH, X)), torch.randint(WORDS, (BATCH, Y))
        rows = model.decode(y, model.encode(x)) @ model.table.weight.T
        loss = F.cross_entropy(rows.reshape(-1, WORDS), y.reshape(-1), label_smoothing=0.1)
        adam.zero_grad()
        loss.backward()
        adam.step()

    def greedy(cached):
        with torch.no_grad():
            memory = model.encode(torch.randint(WORDS, (32, X)))
            ids = torch.zeros(32, 1, dtype=torch.long)
            cache = [({}, {}) for _ in range(LAYERS)] if cached else None
            for t in range(Y):
                rows = (model.decode(ids[:, -1:], memory, t, cache) if cached
                        else model.decode(ids, memory))
                best = (rows[:, -1] @ model.table.weight.T).argmax(1, True)
                ids = torch.cat((ids, best), 1)

    def rate(work, n, pieces):
        work()
        start = time.process_time()
        for _ in range(n):
            work()
        return n * pieces / (time.process_time() - start)

    out = {"train": rate(step, 8, BATCH * Y)}
    model.eval()
    out["greedy"] = rate(lambda: greedy(True), 3, 32 * Y)
    out["uncached"] = rate(lambda: greedy(False), 1, 32 * Y)
    print(json.dumps(out))


def run_peer(quern, tuned):
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    env.update(peer_blas.environment(quern))
    env.update(TUNED if tuned else {})
    out = subprocess.run([sys.executable, __file__, "--peer"], env=env, check=True,
                         capture_output=True, text=True)
    return json.loads(out.stdout)


# --- ours --------------------------------------------------------------------------


def seconds(command, **more):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def write(path, pieces, lines):
    draw = random.Random(1)
    with open(path, "w") as f:
        for i in range(lines):
            # every word once, so that the vocabulary is what it should be
            words = [f"w{(i * (pieces - 1) + k) % (WORDS - 2)}" if i * pieces < 2 * WORDS
                     else f"w{draw.randrange(WORDS - 2)}" for k in range(pieces - 1)]
            f.write(" ".join(words) + "\n")


def run_ours(quern, folder):
    x, y, m = (os.path.join(folder, n) for n in ("x", "y", "m"))
    lines = 400
    write(x, X, lines)
    with open(y, "w") as f:  # always the same, so that translations are as long
        f.write((" ".join(f"w{k}" for k in range(Y - 1)) + "\n") * lines)
    train = [quern, "translate", "train", "--src", x, "--tgt", y, "--bpe", "0", "--batch",
             str(BATCH * X), "--threads", "1", "--warmup", "10", "--quiet", "-o", m,
             "--epochs"]
    once = seconds([*train, "1"])
    more = seconds([*train, "4"])
    out = {"train": 3 * lines * Y / (more - once)}
    run = [quern, "translate", "run", "--threads", "1", "--batch", "32"]
    head = os.path.join(folder, "head")
    subprocess.run([quern, "translate", "quantize", m, "-o", m + ".bytes"], check=True)
    for name, model, beam, n in (("greedy", m, 1, 320), ("bytes", m + ".bytes", 1, 320),
                                 ("beam", m, 5, 160)):
        with open(x) as f, open(head, "w") as g:
            g.writelines(f.readlines()[:n])
        command = [*run, "--beam", str(beam), model]
        told = subprocess.run([*command, "--json", head], check=True, capture_output=True,
                              text=True).stdout
        pieces = sum(len(json.loads(line)["translations"][0]["pieces"])
                     for line in told.splitlines())
        none = seconds([*command, os.devnull])
        out[name] = pieces / (seconds([*command, head], stdout=subprocess.DEVNULL) - none)
    return out


def main():
    if sys.argv[1:] == ["--peer"]:
        return peer()
    quern = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/quern")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name, out in (("quern", run_ours(quern, folder)),
                              ("torch", run_peer(quern, False)),
                              ("tuned", run_peer(quern, True))):
                print(name, {k: round(v, 1) for k, v in out.items()}, flush=True)


if __name__ == "__main__":
    main()
