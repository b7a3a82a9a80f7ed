# SPDX-License-Identifier: MIT
"""Topics of documents as scikit-learn's estimators: NMF, LSA (its
TruncatedSVD) and latent Dirichlet allocation by Gibbs sampling."""
import numbers

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, check_non_negative

from quern._library import (Failing, Progress, ffi, floats, lib, own, pointer,
                            pool, view)
from quern._sparse import Sparse


class _Topics(TransformerMixin, BaseEstimator):
    """`components_` [n_components, n_features] describe the topics."""

    _non_negative = True

    def _matrix(self, X, reset):
        X = self._validate_data(X, accept_sparse="csr", reset=reset,
                                dtype=np.float64)
        if self._non_negative:
            check_non_negative(X, type(self).__name__)
        return Sparse(X)

    def _seed(self):
        if isinstance(self.random_state, numbers.Integral):
            return int(self.random_state)
        if self.random_state is None:
            return 1
        return int(check_random_state(self.random_state).randint(2**31))

    @property
    def _n_features_out(self):
        return self.components_.shape[0]

    def get_feature_names_out(self, input_features=None):
        name = type(self).__name__.lower()
        return np.array([f"{name}{i}" for i in range(self._n_features_out)],
                        dtype=object)

    def fit_transform(self, X, y=None):
        return self.fit(X).transform(X)

    def _more_tags(self):
        return {"requires_positive_X": self._non_negative}


class NMF(_Topics):
    """Non-negative matrix factorisation, X ~ W components_; the options are
    scikit-learn's.  transform() finds the W that fits best, for the
    documents fitted too."""

    def __init__(self, n_components=10, *, init="nndsvda",
                 beta_loss="frobenius", tol=1e-4, max_iter=200, alpha_W=0.0,
                 alpha_H="same", l1_ratio=0.0, random_state=None,
                 n_jobs=None):
        self.n_components = n_components
        self.init = init
        self.beta_loss = beta_loss
        self.tol = tol
        self.max_iter = max_iter
        self.alpha_W = alpha_W
        self.alpha_H = alpha_H
        self.l1_ratio = l1_ratio
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _loss(self):
        losses = {"frobenius": lib.QN_NMF_FROBENIUS,
                  "kullback-leibler": lib.QN_NMF_KL}
        return losses[self.beta_loss]

    def fit(self, X, y=None):
        X = self._matrix(X, True)
        heard = Progress()
        inits = {"nndsvda": lib.QN_NMF_NNDSVDA, "nndsvd": lib.QN_NMF_NNDSVD,
                 "random": lib.QN_NMF_RANDOM}
        o = ffi.new("struct qn_nmf_options *", lib.glue_nmf())
        o.topics, o.init = self.n_components, inits[self.init]
        o.iterations, o.tolerance = self.max_iter, self.tol
        o.loss, o.seed = self._loss(), self._seed()
        o.alpha_w, o.l1_ratio = self.alpha_W, self.l1_ratio
        if self.alpha_H != "same":
            o.alpha_h = self.alpha_H
        o.progress = heard.pointer
        e, threads = Failing(), pool(self.n_jobs)
        run = lib.qn_nmf_new(o, X.pointer, threads, e.record)
        run = e.own(run, lib.qn_nmf_free, X)
        lib.qn_nmf_train(run, threads, e.record)
        e.check()
        word = floats(run, run.word, X.shape[1], run.K, run.stride)
        self.components_ = np.array(word.T)
        self.n_iter_ = run.steps
        loss = lib.qn_nmf_objective(run, threads)
        self.reconstruction_err_ = np.sqrt(2 * max(loss, 0))
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = self._matrix(X, False)
        K, V = self.components_.shape
        stride = -(-K // 16) * 16
        word, doc = (np.zeros((n, stride), np.float32)
                     for n in (V, X.shape[0]))
        word[:, :K] = self.components_.T
        given = ffi.new("struct qn_nmf_given *")
        given.word, given.K, given.stride = pointer("float *", word), K, stride
        given.loss = self._loss()
        given.l1 = self.alpha_W * V * self.l1_ratio
        given.l2 = self.alpha_W * V * (1 - self.l1_ratio)
        lib.qn_nmf_infer(given, X.pointer, pointer("float *", doc),
                         pool(self.n_jobs))
        return doc[:, :K].astype(np.float64)

    def inverse_transform(self, W):
        return W @ self.components_


class LSA(_Topics):
    """Latent semantic analysis: the largest singular values of X, as
    scikit-learn's TruncatedSVD.  Where the rank is less than n_components
    the last ones are 0."""

    _non_negative = False

    def __init__(self, n_components=2, *, tol=1e-3, max_iter=1000,
                 random_state=None, n_jobs=None):
        self.n_components = n_components
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None):
        X = self._matrix(X, True)
        e, threads, heard = Failing(), pool(self.n_jobs), Progress()
        o = ffi.new("struct qn_svd_options *", lib.glue_svd())
        o.k, o.tolerance, o.iterations = (self.n_components, self.tol,
                                          self.max_iter)
        o.seed, o.progress = self._seed(), heard.pointer
        xt = own(ffi.new("struct qn_sparse *"), lib.qn_sparse_release)
        s = own(ffi.new("struct qn_svd *"), lib.qn_svd_release)
        lib.qn_sparse_transpose(X.pointer, xt, e.record)
        lib.qn_svd_run(X.pointer, xt, o, s, threads, e.record)
        e.check()
        right = floats(s, s.right, X.shape[1], s.k, s.stride)
        self.components_ = np.zeros((self.n_components, X.shape[1]))
        self.components_[:s.k] = right.T
        self.n_iter_ = s.iterations
        self.singular_values_ = np.zeros(self.n_components)
        self.singular_values_[:s.k] = view(s, s.value, (s.k,), np.float64)
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = self._validate_data(X, accept_sparse="csr", reset=False)
        return np.asarray(X @ self.components_.T)

    def inverse_transform(self, X):
        return X @ self.components_


class LatentDirichletAllocation(_Topics):
    """LDA by collapsed Gibbs sampling; X holds counts of words.  Priors are
    of a topic and of a word, as in scikit-learn; transform() gives each
    document's shares of topics."""

    def __init__(self, n_components=10, *, doc_topic_prior=None,
                 topic_word_prior=0.01, max_iter=1000, optimize_interval=0,
                 burn_in=200, transform_iter=100, random_state=None,
                 n_jobs=None):
        self.n_components = n_components
        self.doc_topic_prior = doc_topic_prior
        self.topic_word_prior = topic_word_prior
        self.max_iter = max_iter
        self.optimize_interval = optimize_interval
        self.burn_in = burn_in
        self.transform_iter = transform_iter
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _documents(self, X, vocab):
        e = Failing()
        bags = lib.qn_wordbags_of(X.pointer, vocab, e.record)
        return e.own(bags, lib.qn_docwords_free, vocab, X)

    def fit(self, X, y=None):
        X = self._validate_data(X, accept_sparse="csr", dtype=np.float64)
        check_non_negative(X, type(self).__name__)
        # Frequent words first: their rows lie where the caches have them.
        total = np.asarray(X.sum(axis=0)).ravel()
        self._order = np.argsort(-total, kind="stable")
        rows = Sparse(X[:, self._order])
        total = np.ascontiguousarray(total[self._order])
        vocab = own(lib.glue_numbers(pointer("double *", total), len(total)),
                    lib.qn_vocab_free)
        docs = self._documents(rows, vocab)
        e, threads, heard = Failing(), pool(self.n_jobs), Progress()
        o = ffi.new("struct qn_lda_options *", lib.glue_lda())
        o.topics, o.iterations = self.n_components, self.max_iter
        if self.doc_topic_prior is not None:
            o.alpha = self.doc_topic_prior * self.n_components
        o.beta, o.seed = self.topic_word_prior, self._seed()
        o.optimize_interval, o.burn_in = self.optimize_interval, self.burn_in
        o.progress = heard.pointer
        run = e.own(lib.qn_lda_new(o, docs, e.record), lib.qn_lda_free, docs)
        lib.qn_lda_train(run, threads, e.record)
        e.check()
        self.n_iter_ = run.sweeps
        self._take(run, e)
        return self

    def _take(self, run, e):
        """Keep what has been learnt as arrays, which can be pickled."""
        cut = ffi.new("struct qn_tokenizer_options *")
        m = e.own(lib.qn_lda_model_of(run, cut, e.record),
                  lib.qn_lda_model_free, run)
        start = view(m, m.start, (m.V + 1,), np.uint64).copy()
        cells = int(start[-1])
        self._model = {
            "alpha": view(m, m.alpha, (m.K,), np.float64).copy(),
            "start": start,
            "topic": view(m, m.topic, (cells,), np.uint16).copy(),
            "count": view(m, m.count, (cells,), np.uint32).copy(),
            "total": view(m, m.total, (m.K,), np.uint64).copy()}
        self._beta = m.beta
        word = np.repeat(self._order, np.diff(start.astype(np.int64)))
        self.components_ = np.full((m.K, m.V), m.beta)
        self.components_[self._model["topic"], word] += self._model["count"]

    def transform(self, X):
        check_is_fitted(self)
        X = self._validate_data(X, accept_sparse="csr", reset=False,
                                dtype=np.float64)
        check_non_negative(X, type(self).__name__)
        rows = Sparse(X[:, self._order])
        none = np.zeros(rows.shape[1])
        vocab = own(lib.glue_numbers(pointer("double *", none), len(none)),
                    lib.qn_vocab_free)
        docs = self._documents(rows, vocab)
        m = ffi.new("struct qn_lda_model *")
        m.K, m.V = self.components_.shape
        m.beta, m.vocab = self._beta, vocab
        kinds = {"alpha": "double *", "start": "size_t *",
                 "topic": "uint16_t *", "count": "uint32_t *",
                 "total": "uint64_t *"}
        for name, kind in kinds.items():
            setattr(m, name, pointer(kind, self._model[name]))
        o = ffi.new("struct qn_lda_infer_options *", lib.glue_lda_infer())
        o.iterations, o.seed = self.transform_iter, self._seed()
        e = Failing()
        infer = e.own(lib.qn_lda_infer_new(m, o, e.record),
                      lib.qn_lda_infer_free, m)
        share = np.empty((rows.shape[0], m.K))
        lib.qn_lda_infer_docs(infer, docs, 0, rows.shape[0],
                              pointer("double *", share), pool(self.n_jobs))
        return share
