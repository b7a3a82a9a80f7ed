# SPDX-License-Identifier: MIT
"""Texts as tokens and as weighted terms; the vectorizers are scikit-learn's
in name, options and result."""
import os
import tempfile

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.exceptions import NotFittedError

from quern import _sparse
from quern._library import (Failing, Progress, Slices, decode, ffi, lib, own,
                            path, pool, slice_of, view)

_MODES = ["icu", "uax29", "space"]
_NUMBERS = ["keep", "drop", "fold"]
_ANALYZERS = ["word", "char", "char_wb"]
_ACCENTS = [None, "ascii", "unicode"]
_NORMS = ["l2", "l1", None]


class Tokenizer:
    """Cuts texts as `quern tokenize` does; `stop` is a language or a file."""

    def __init__(self, mode="icu", punct="keep", numbers="keep", lower=False,
                 fold_accents=False, stem=None, stop=None, min_length=0):
        e = Failing()
        o = ffi.new("struct qn_tokenizer_options *")
        o.mode, o.numbers = _MODES.index(mode), _NUMBERS.index(numbers)
        o.punct = ["keep", "drop"].index(punct)
        o.lower, o.fold_accents, o.min_length = lower, fold_accents, min_length
        language = ffi.new("char[]", (stem or "").encode())
        o.stem = language if stem else ffi.NULL
        words = _stop_words(stop, e)
        o.stop = words if words else ffi.NULL
        self._t = e.own(lib.qn_tokenizer_new(o, e.record),
                        lib.qn_tokenizer_free)

    def tokenize(self, text):
        e = Failing()
        tokens, n = ffi.new("const struct qn_token **"), ffi.new("size_t *")
        line, found = slice_of(text), []
        lib.qn_tokenizer_begin(self._t, line[0], e.record)
        while e.check() and lib.qn_tokenizer_batch(self._t, tokens, n,
                                                   e.record):
            found += [decode(t.text.p, t.text.n) for t in tokens[0][0:n[0]]]
        e.check()
        return found

    __call__ = tokenize


def _stop_words(name, e):
    if name is None:
        return None
    return e.own(lib.qn_stopwords_open(path(name), e.record),
                 lib.qn_stopwords_free)


class CountVectorizer(TransformerMixin, BaseEstimator):
    """Documents to counts of their terms.  `stop_words` is a list, or
    "english" or another language of Quern's own lists; terms are cut by
    scikit-learn's token pattern."""

    def __init__(self, *, lowercase=True, strip_accents=None, analyzer="word",
                 stop_words=None, ngram_range=(1, 1), max_df=1.0, min_df=1,
                 max_features=None, binary=False, n_jobs=None):
        self.lowercase = lowercase
        self.strip_accents = strip_accents
        self.analyzer = analyzer
        self.stop_words = stop_words
        self.ngram_range = ngram_range
        self.max_df = max_df
        self.min_df = min_df
        self.max_features = max_features
        self.binary = binary
        self.n_jobs = n_jobs

    def _weights(self, o):
        o.counts = True

    def _options(self, e):
        o = ffi.new("struct qn_tfidf_options *", lib.glue_tfidf())
        o.analyzer.kind = _ANALYZERS.index(self.analyzer)
        o.analyzer.ngram_min, o.analyzer.ngram_max = self.ngram_range
        o.analyzer.keep_case = not self.lowercase
        o.analyzer.accents = _ACCENTS.index(self.strip_accents)
        o.min_df, o.max_df = _limit(self.min_df), _limit(self.max_df)
        o.max_features, o.binary = self.max_features or 0, self.binary
        self._weights(o)
        keep = None
        if isinstance(self.stop_words, str):
            keep = _stop_words(self.stop_words, e)
        elif self.stop_words is not None:
            keep = own(ffi.new("struct qn_stopwords *"), _release_words)
            for word in self.stop_words:
                lib.qn_map_add(ffi.addressof(keep, "words"), slice_of(word)[0])
        if keep is not None:
            o.analyzer.stop = ffi.addressof(keep, "words")
        return o, keep

    def _fit(self, raw_documents, matrix):
        e = Failing()
        o, keep = self._options(e)
        with _Documents(raw_documents) as documents:
            t = lib.qn_tfidf_fit(o, documents, matrix, ffi.NULL,
                                 pool(self.n_jobs), Progress().pointer,
                                 e.record)
            self._t = e.own(t, lib.qn_tfidf_free)
        return self

    def fit(self, raw_documents, y=None):
        return self._fit(raw_documents, ffi.NULL)

    def fit_transform(self, raw_documents, y=None):
        matrix = _sparse.new()
        self._fit(raw_documents, matrix)
        return _sparse.to_scipy(matrix)

    def transform(self, raw_documents):
        matrix, e = _sparse.new(), Failing()
        with _Documents(raw_documents) as documents:
            lib.qn_tfidf_transform(self._fitted(), documents, matrix,
                                   ffi.NULL, pool(self.n_jobs),
                                   Progress().pointer, e.record)
            e.check()
        return _sparse.to_scipy(matrix)

    def _fitted(self):
        if not hasattr(self, "_t"):
            raise NotFittedError("fit the vectorizer first")
        return self._t

    def get_feature_names_out(self, input_features=None):
        terms = self._fitted().terms
        at = view(self._t, terms.at, (terms.n + 1,), np.int64)
        text = decode(terms.bytes, int(at[-1])).encode()
        return np.array([text[at[i]:at[i + 1]].decode()
                         for i in range(terms.n)], dtype=object)

    @property
    def vocabulary_(self):
        return {w: i for i, w in enumerate(self.get_feature_names_out())}

    def save(self, name):
        """A file that `quern tfidf transform` takes."""
        e = Failing()
        lib.qn_tfidf_save(self._fitted(), path(name), e.record)
        e.check()

    def _load(self, name):
        e = Failing()
        self._t = e.own(lib.qn_tfidf_load(path(name), e.record),
                        lib.qn_tfidf_free)
        return self

    @classmethod
    def load(cls, name):
        """From a file of save() or `quern tfidf fit`; transforms as that
        says, whatever the options of this object."""
        return cls()._load(name)

    def __getstate__(self):
        state = dict(super().__getstate__())
        if state.pop("_t", None) is not None:
            state["_bytes"] = _through_file(self.save)
        return state

    def __setstate__(self, state):
        state = dict(state)
        learnt = state.pop("_bytes", None)
        super().__setstate__(state)
        if learnt is not None:
            _through_file(self._load, learnt)

    def _more_tags(self):
        return {"X_types": ["string"], "requires_fit": True}


class TfidfVectorizer(CountVectorizer):
    """Documents to terms weighted by TF-IDF."""

    def __init__(self, *, lowercase=True, strip_accents=None, analyzer="word",
                 stop_words=None, ngram_range=(1, 1), max_df=1.0, min_df=1,
                 max_features=None, binary=False, norm="l2", use_idf=True,
                 smooth_idf=True, sublinear_tf=False, n_jobs=None):
        super().__init__(lowercase=lowercase, strip_accents=strip_accents,
                         analyzer=analyzer, stop_words=stop_words,
                         ngram_range=ngram_range, max_df=max_df,
                         min_df=min_df, max_features=max_features,
                         binary=binary, n_jobs=n_jobs)
        self.norm = norm
        self.use_idf = use_idf
        self.smooth_idf = smooth_idf
        self.sublinear_tf = sublinear_tf

    def _weights(self, o):
        o.norm = _NORMS.index(self.norm)
        o.no_idf, o.no_smooth = not self.use_idf, not self.smooth_idf
        o.sublinear = self.sublinear_tf

    @property
    def idf_(self):
        t = self._fitted()
        return view(t, t.idf, (t.terms.n,), np.float64)


class _Documents:
    """Texts as documents, while the `with` lasts."""

    def __init__(self, texts):
        if isinstance(texts, (str, bytes)):
            raise ValueError("documents are an iterable of texts, not a text")
        self.texts = Slices(texts)
        self.documents = own(
            lib.qn_documents_of(self.texts.pointer, self.texts.n),
            lib.qn_documents_close)

    def __enter__(self):
        return self.documents

    def __exit__(self, *_):
        self.documents = None


def _release_words(stop):
    lib.qn_map_release(ffi.addressof(stop, "words"))


def _limit(x):
    """A number of documents, or as a float a share of them."""
    return (x, isinstance(x, (float, np.floating)))


def _through_file(use, content=None):
    """What `use` writes to a file; or let it read one of this content."""
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "model")
        if content is not None:
            with open(name, "wb") as file:
                file.write(content)
        use(name)
        with open(name, "rb") as file:
            return file.read()
