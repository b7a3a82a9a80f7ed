# SPDX-License-Identifier: MIT
import pickle

import numpy as np
import pytest
import scipy.sparse
from sklearn import decomposition
from sklearn.utils.estimator_checks import parametrize_with_checks

from quern import Error, topics
from quern.text import CountVectorizer


@pytest.fixture(scope="module")
def counts(animals):
    vectorizer = CountVectorizer()
    return vectorizer.fit_transform(animals), vectorizer


class LDAOfRounded(topics.LatentDirichletAllocation):
    """The checks hand out numbers that are no counts."""

    def _validate_data(self, *arguments, **options):
        X = super()._validate_data(*arguments, **options)
        return X.rint() if scipy.sparse.issparse(X) else X.round()

    def _more_tags(self):
        why = "a document's random numbers are those of its place"
        one = "they ask for one topic, and two are the least"
        return {"_xfail_checks": {
            "check_methods_sample_order_invariance": why,
            "check_methods_subset_invariance": why,
            "check_fit2d_1sample": one, "check_fit2d_1feature": one,
            "check_fit2d_predict1d": one, "check_dict_unchanged": one,
            "check_dont_overwrite_parameters": one}}


@parametrize_with_checks([topics.NMF(n_components=2),
                          topics.LSA(n_components=2),
                          LDAOfRounded(n_components=2, max_iter=20)])
def test_scikit_learns_checks(estimator, check):
    check(estimator)


def test_nmf_is_as_near_as_scikit_learns():
    X = scipy.sparse.random(60, 40, .2, "csr", random_state=1)
    a = topics.NMF(5, max_iter=500, tol=1e-6).fit(X)
    b = decomposition.NMF(5, init="nndsvda", max_iter=500, tol=1e-6).fit(X)
    assert a.reconstruction_err_ <= 1.001 * b.reconstruction_err_
    W = a.transform(X)
    error = np.linalg.norm(X.toarray() - a.inverse_transform(W))
    assert error == pytest.approx(a.reconstruction_err_, rel=1e-3)


def test_lsa_has_scikit_learns_singular_values():
    X = scipy.sparse.random(60, 40, .2, "csr", random_state=1)
    a = topics.LSA(4, tol=1e-6).fit(X)
    b = decomposition.TruncatedSVD(4, algorithm="arpack").fit(X)
    assert np.allclose(a.singular_values_, b.singular_values_, rtol=1e-5)
    assert np.allclose(np.abs(a.transform(X)), np.abs(b.transform(X)),
                       atol=1e-3)


def test_lda_parts_what_was_two(counts):
    X, vectorizer = counts
    model = topics.LatentDirichletAllocation(2, max_iter=50, n_jobs=1)
    share = model.fit_transform(X)
    assert np.allclose(share.sum(axis=1), 1)
    best = share.argmax(axis=1)
    assert np.mean(best == np.arange(len(best)) % 2) in (0, 1)
    names = vectorizer.get_feature_names_out()
    top = {names[i] for i in model.components_[best[0]].argsort()[-8:]}
    assert len(top & set("cat dog hamster paw fur tail purr bark".split())
               ) >= 7
    assert model.components_.sum() == pytest.approx(
        X.sum() + model.components_.size * .01)
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.transform(X[:5]), share[:5])
    assert list(model.get_feature_names_out()) == [
        "latentdirichletallocation0", "latentdirichletallocation1"]


def test_lda_takes_counts_only():
    with pytest.raises(Error, match="no count"):
        topics.LatentDirichletAllocation(2).fit([[.5, 1]])
    with pytest.raises(ValueError, match="Negative"):
        topics.LatentDirichletAllocation(2).fit([[-1, 1]])
