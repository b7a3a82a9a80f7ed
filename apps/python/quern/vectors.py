# SPDX-License-Identifier: MIT
"""Words with a vector each, with the names of gensim's KeyedVectors."""
import os
import tempfile

import numpy as np

from quern._library import (Error, Failing, Progress, Slices, decode, encode,
                            ffi, floats, lib, path, pointer, pool, slice_of)

_NONE = lib.QN_MAP_NONE


class KeyedVectors:
    """A set of words and their vectors.  What load() maps from a file, and
    what training made, is not copied: `vectors` looks at the library's
    memory and is read-only."""

    def __init__(self, vectors):
        self._v = vectors
        self._unit = None
        self._keys = None
        self._index = None

    # --- making, reading, writing ---

    @classmethod
    def load(cls, name, format=None, limit=None):
        """From a file: word2vec's text or binary, fastText's, GloVe's,
        safetensors, NumPy's or TensorBoard's; told by its name and content
        unless `format` ("w2v-text", ...) says it.  At most `limit` rows."""
        e = Failing()
        v = lib.qn_vectors_load(path(name), _format(format), limit or 0,
                                e.record)
        return cls(e.own(v, lib.qn_vectors_free))

    @classmethod
    def load_word2vec_format(cls, fname, binary=False, limit=None):
        return cls.load(fname, "w2v-binary" if binary else "w2v-text", limit)

    @classmethod
    def from_arrays(cls, keys, vectors):
        """Of words and an array [words, dimension], which are copied."""
        vectors = np.asarray(vectors, np.float32)
        n, dim = vectors.shape
        if len(keys) != n:
            raise Error(f"{len(keys)} words, but {n} vectors")
        e = Failing()
        v = e.own(lib.qn_vectors_new(n, dim, e.record), lib.qn_vectors_free)
        words = Slices(keys)
        if not lib.glue_name_rows(v, words.pointer, n):
            raise Error("a word comes twice")
        to = np.frombuffer(ffi.buffer(v.owned, 4 * n * v.stride), np.float32)
        to.reshape(n, v.stride)[:, :dim] = vectors
        return cls(v)

    def save(self, name, format=None):
        """To a file; its name says the format unless `format` does."""
        e = Failing()
        lib.qn_vectors_save(self._v, path(name), _format(format), e.record)
        e.check()

    def save_word2vec_format(self, fname, binary=False):
        self.save(fname, "w2v-binary" if binary else "w2v-text")

    # --- words and rows ---

    @property
    def vectors(self):
        return _rows(self._v)

    @property
    def vector_size(self):
        return self._v.dim

    @property
    def index_to_key(self):
        if self._keys is None:
            entry = self._v.words.entry
            self._keys = [decode(entry[i].p, entry[i].n)
                          for i in range(self._v.n)]
        return self._keys

    @property
    def key_to_index(self):
        if self._index is None:
            self._index = {w: i for i, w in enumerate(self.index_to_key)}
        return self._index

    def __len__(self):
        return self._v.n

    def __contains__(self, key):
        return self._find(key) != _NONE

    def _find(self, key):
        word = slice_of(key)
        return lib.qn_map_find(ffi.addressof(self._v, "words"), word[0])

    def get_index(self, key, default=None):
        i = self._find(key)
        if i != _NONE:
            return i
        if default is None:
            raise KeyError(f"Key '{key}' not present")
        return default

    has_index_for = __contains__

    def get_vector(self, key, norm=False):
        i = int(key) if _is_row(key) else self.get_index(key)
        return (self._unit_rows() if norm else self.vectors)[i]

    def __getitem__(self, keys):
        if isinstance(keys, (str, bytes)) or _is_row(keys):
            return self.get_vector(keys)
        return np.vstack([self.get_vector(key) for key in keys])

    def get_normed_vectors(self):
        return self._unit_rows()

    def get_mean_vector(self, keys, weights=None, pre_normalize=True,
                        post_normalize=False, ignore_missing=True):
        weights = np.ones(len(keys)) if weights is None else weights
        mean, size = np.zeros(self.vector_size, np.float32), 0.
        for key, weight in zip(keys, weights):
            if isinstance(key, np.ndarray) and key.ndim:
                mean += weight * (_unit(key) if pre_normalize else key)
            elif _is_row(key) or key in self:
                mean += weight * self.get_vector(key, norm=pre_normalize)
            elif not ignore_missing:
                raise KeyError(f"Key '{key}' not present in vocabulary")
            else:
                continue
            size += abs(weight)
        if size:
            mean /= np.float32(size)
        return _unit(mean) if post_normalize else mean

    # --- what is near to what ---

    def _units(self):
        if self._unit is None:
            e = Failing()
            unit = lib.qn_vectors_unit(self._v, e.record)
            self._unit = e.own(unit, lib.qn_vectors_free)
        return self._unit

    def _unit_rows(self):
        return _rows(self._units())

    def most_similar(self, positive=None, negative=None, topn=10,
                     restrict_vocab=None, threads=None):
        """The topn words (word, cosine) nearest to the mean of `positive`
        less `negative`: words, rows' numbers, vectors, or (any of these,
        weight)."""
        given = [_weighted(x, 1.) for x in _list(positive)]
        given += [_weighted(x, -1.) for x in _list(negative)]
        if not given:
            raise ValueError("cannot compute mean with no input")
        keys, weights = zip(*given)
        query = self.get_mean_vector(keys, weights, post_normalize=True,
                                     ignore_missing=False)
        known = [k for k in keys if not isinstance(k, np.ndarray)]
        banned = [int(k) if _is_row(k) else self.get_index(k) for k in known]
        found = self._nearest(query[None], topn, [banned], restrict_vocab,
                              threads)
        return found[0]

    def _nearest(self, queries, k, banned, most, threads):
        """Of each query [n, dim] the k best rows but those of banned [n]."""
        if k < 1:
            return [[] for _ in banned]
        queries = np.ascontiguousarray(queries, np.float32)
        ban = np.asarray(banned, np.uint32)
        unit = ffi.new("struct qn_vectors *", self._units()[0])
        unit.n = min(unit.n, most or unit.n)
        ask = ffi.new("struct qn_queries *")
        ask.vector = pointer("float *", queries)
        ask.n, ask.stride = queries.shape
        ask.exclude = pointer("uint32_t *", ban)
        ask.excluded = ban.shape[1] if ban.size else 0
        ask.k = min(k, unit.n)
        found = np.empty((ask.n, ask.k), [("row", "u4"), ("score", "f4")])
        e = Failing()
        lib.qn_nearest(unit, ask, pointer("struct qn_neighbour *", found),
                       pool(threads), e.record)
        e.check()
        return [[(self.index_to_key[row], float(score)) for row, score in one
                 if row != _NONE] for one in found]

    def similar_by_word(self, word, topn=10, restrict_vocab=None):
        return self.most_similar([word], topn=topn,
                                 restrict_vocab=restrict_vocab)

    similar_by_key = similar_by_word

    def similar_by_vector(self, vector, topn=10, restrict_vocab=None):
        return self.most_similar([np.asarray(vector)], topn=topn,
                                 restrict_vocab=restrict_vocab)

    def similarity(self, w1, w2):
        return float(self.get_vector(w1, True) @ self.get_vector(w2, True))

    def distance(self, w1, w2):
        return 1 - self.similarity(w1, w2)

    def distances(self, word_or_vector, other_words=()):
        if isinstance(word_or_vector, np.ndarray):
            query = _unit(word_or_vector)
        else:
            query = self.get_vector(word_or_vector, True)
        rows = self._unit_rows()
        if other_words:
            rows = rows[[self.get_index(w) for w in other_words]]
        return 1 - rows @ query

    def n_similarity(self, ws1, ws2):
        if not (len(ws1) and len(ws2)):
            raise ZeroDivisionError("at least one word on each side")
        means = [_unit(self.get_mean_vector(ws, pre_normalize=False,
                                            ignore_missing=False))
                 for ws in (ws1, ws2)]
        return float(means[0] @ means[1])

    def doesnt_match(self, words):
        known = [w for w in words if w in self]
        if not known:
            raise ValueError("cannot select a word from an empty list")
        rows = np.vstack([self.get_vector(w, True) for w in known])
        return known[int(np.argmin(rows @ _unit(rows.mean(axis=0))))]

    def rank(self, key1, key2):
        return len(self.closer_than(key1, key2)) + 1

    def closer_than(self, key1, key2):
        distances = self.distances(key1)
        one, two = self.get_index(key1), self.get_index(key2)
        nearer = np.where(distances < distances[two])[0]
        return [self.index_to_key[i] for i in nearer if i != one]

    # --- judging ---

    def evaluate_word_pairs(self, pairs, case_insensitive=True):
        """Spearman's rank correlation between cosines and people's scores
        of pairs of words, and the share of pairs that lack a word."""
        result = ffi.new("struct qn_wordsim *")
        with _Test(pairs, case_insensitive) as (test, e):
            lib.qn_wordsim_eval(self._units(), test, result, e.record)
        missing = 1 - result.known / result.pairs if result.pairs else 0.
        return result.spearman, missing

    def evaluate_word_analogies(self, analogies, case_insensitive=True,
                                threads=None):
        """The share of right answers, and for each section its name, how
        many are right and how many were asked."""
        score = ffi.new("struct qn_analogy_score *")
        score = ffi.gc(score, lib.qn_analogy_release)
        with _Test(analogies, case_insensitive) as (test, e):
            lib.qn_analogy_eval(self._units(), test, score, pool(threads),
                                e.record)
        sections = [{"section": ffi.string(s.name).decode(),
                     "correct": s.count.right, "asked": s.count.known}
                    for s in score.section[0:score.n]]
        total = score.total
        return total.right / total.known if total.known else 0., sections


class _Test:
    """A file of word pairs or analogies, open."""

    def __init__(self, name, case_insensitive):
        self.e = Failing()
        self.name = path(name)
        self.test = ffi.new("struct qn_wordtest *")
        lib.qn_wordtest_open(self.test, ffi.from_buffer(self.name),
                             not case_insensitive, self.e.record)

    def __enter__(self):
        return self.test, self.e

    def __exit__(self, *_):
        lib.qn_wordtest_close(self.test)
        self.e.check()


class Word2Vec:
    """Trains on `corpus_file`, a sentence a line, or on `sentences`, lists
    of words, which go to a file in $TMPDIR first; then `wv` has the vectors.
    The options are gensim's; alpha None is 0.05 for CBOW, 0.025 for
    skip-gram, as word2vec.c has it."""

    def __init__(self, sentences=None, corpus_file=None, vector_size=100,
                 alpha=None, window=5, min_count=5, max_vocab_size=None,
                 sample=1e-3, seed=1, workers=None, sg=0, hs=0, negative=5,
                 epochs=5, deterministic=False, progress=None):
        heard = Progress(progress)
        o = ffi.new("struct qn_w2v_options *", lib.glue_w2v())
        o.model = lib.QN_W2V_SKIPGRAM if sg else lib.QN_W2V_CBOW
        o.dim, o.window, o.negative = vector_size, window, negative
        o.hs, o.epochs, o.alpha = bool(hs), epochs, alpha or 0
        o.sample, o.seed, o.deterministic = sample, seed, deterministic
        o.progress = heard.pointer
        read = ffi.new("struct qn_corpus_options *")
        read.limits.min_count = min_count
        read.limits.max_size = max_vocab_size or 0
        read.progress = heard.pointer
        self.wv = _train(sentences, corpus_file, read, o, pool(workers))


def _train(sentences, name, read, o, threads):
    with tempfile.TemporaryDirectory() as folder:
        if name is None:
            name = os.path.join(folder, "sentences")
            with open(name, "wb") as file:
                file.writelines(b" ".join(map(encode, words)) + b"\n"
                                for words in sentences)
        e = Failing()
        corpus = lib.qn_corpus_read(path(name), ffi.NULL, read, threads,
                                    e.record)
        corpus = e.own(corpus, lib.qn_corpus_free)
        v = lib.qn_w2v_train(o, corpus, threads, e.record)
        return KeyedVectors(e.own(v, lib.qn_vectors_free))


def _rows(v):
    return floats(v, v.rows, v.n, v.dim, v.stride)


def _format(name):
    if name is None:
        return lib.QN_VEC_AUTO
    e = Failing()
    format = ffi.new("enum qn_vecformat *")
    lib.qn_vecformat_parse(name.encode(), format, e.record)
    return e.check(format[0])


def _is_row(key):
    return isinstance(key, (int, np.integer))


def _list(keys):
    if keys is None:
        return []
    if isinstance(keys, (str, bytes, tuple)) or _is_row(keys):
        return [keys]
    if isinstance(keys, np.ndarray) and keys.ndim == 1:
        return [keys]
    return list(keys)


def _weighted(key, weight):
    return (key[0], weight * key[1]) if isinstance(key, tuple) else (key,
                                                                     weight)


def _unit(x):
    x = np.asarray(x, np.float32)
    length = np.linalg.norm(x)
    return x / length if length else x
