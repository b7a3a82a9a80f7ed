# SPDX-License-Identifier: MIT
"""In which language a text is."""
import numpy as np

from quern._library import (Failing, Slices, ffi, lib, path, pointer, pool,
                            slice_of)

UNKNOWN = "und"


class LanguageIdentifier:
    """The model in the box, or that of a file (lid.176.ftz too).  Labels are
    ISO 639-1 codes where one exists, else 639-3; a text without letters is
    "und"."""

    def __init__(self, model=None):
        e = Failing()
        name = ffi.NULL if model is None else path(model)
        self._l = e.own(lib.qn_langid_load(name, e.record),
                        lib.qn_langid_free)
        self.labels = [ffi.string(lib.qn_langid_label(self._l, i)).decode()
                       for i in range(lib.qn_langid_labels(self._l))]

    def classify(self, text, among=None):
        """(label, probability); with `among` one of these labels."""
        best = self.rank(text, 1, among)
        return best[0] if best else (UNKNOWN, 0.)

    def rank(self, text, k=None, among=None):
        """The k likeliest (label, probability), best first; all of them."""
        n = len(self.labels)
        only = ffi.NULL
        if among is not None:
            only = ffi.new("bool[]", n)
            for label in among:
                only[self.labels.index(label)] = True
        to = ffi.new("struct qn_langid_guess[]", k or n)
        line = slice_of(text)
        found = lib.qn_langid_guess(self._l, line[0], only, k or n, to)
        return [(self.labels[g.label], g.p) for g in to[0:found]]

    def classify_many(self, texts, threads=None):
        """The labels of many texts, and an array of probabilities."""
        lines = Slices(texts)
        to = np.empty(lines.n, [("label", np.uintp), ("p", "f4"),
                                ("", "f4")])
        lib.glue_langid(self._l, lines.pointer, lines.n,
                        pointer("struct qn_langid_guess *", to),
                        pool(threads))
        names = [*self.labels, UNKNOWN]
        last = len(self.labels)
        return [names[min(i, last)] for i in to["label"]], to["p"].copy()


_in_the_box = []


def _default():
    if not _in_the_box:
        _in_the_box.append(LanguageIdentifier())
    return _in_the_box[0]


def classify(text, among=None):
    """(label, probability) by the model in the box."""
    return _default().classify(text, among)


def rank(text, k=None, among=None):
    return _default().rank(text, k, among)


def classify_many(texts, threads=None):
    return _default().classify_many(texts, threads)
