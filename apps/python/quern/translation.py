# SPDX-License-Identifier: MIT
"""Sentences translated by models of `quern translate train`.

    Translator("model").translate(["Ein Hund."], beam=5)
    Translator("model").score([("Ein Hund.", "A dog.")])
"""
from dataclasses import dataclass

import numpy as np

from quern._library import (Failing, Slices, decode, ffi, lib, path, pointer,
                            pool)


@dataclass
class Translation:
    """What a sentence became; `score` is what translations are ranked by,
    `nats` is -ln p."""
    text: str
    score: float
    nats: float

    def __str__(self):
        return self.text


class Translator:
    """A model, or several of the same vocabularies that translate together."""

    def __init__(self, model, *more):
        e = Failing()
        self._m = [e.own(lib.qn_translator_load(path(name), e.record),
                         lib.qn_translator_free) for name in (model, *more)]

    def _run(self, sentences, options, threads):
        if isinstance(sentences, (str, bytes)):
            raise ValueError("sentences are an iterable of texts, not a text")
        e = Failing()
        o = ffi.new("struct qn_translate_options *", lib.glue_translate())
        for name, value in options.items():
            setattr(o.beam if hasattr(o.beam, name) else o, name, value)
        models = ffi.new("struct qn_translator *[]", self._m)
        t = e.own(lib.qn_translation_new(models, len(self._m), o, e.record),
                  lib.qn_translation_free)
        lines = Slices(sentences)
        return e.own(lib.qn_translation_lines(t, lines.pointer, lines.n, 0,
                                              pool(threads), e.record),
                     lib.qn_translations_free)

    def nbest(self, sentences, nbest=5, *, threads=None, **options):
        """Of each sentence a list of translations, best first.  Options are
        beam (at least nbest), batch, length (the penalty's exponent),
        coverage, temperature, top_k, top_p, seed, and most, the pieces of a
        sentence that are read."""
        options.setdefault("beam", max(nbest, lib.glue_translate().beam.beam))
        r = self._run(sentences, {"nbest": nbest, **options}, threads)
        return [[Translation(decode(t.text.p, t.text.n), t.score, t.nats)
                 for t in r.each[i * nbest:(i + 1) * nbest]]
                for i in range(r.n)]

    def translate(self, sentences, beam=5, *, threads=None, **options):
        """The best translation of each sentence, as text; of a blank one
        nothing.  Options are those of nbest()."""
        best = self.nbest(sentences, 1, threads=threads, beam=beam, **options)
        return [str(translations[0]) for translations in best]

    def score(self, pairs, *, threads=None):
        """ln p of each (sentence, translation), its end included, by the
        first of several models."""
        pairs = list(pairs)
        source = Slices(pair[0] for pair in pairs)
        target = Slices(pair[1] for pair in pairs)
        nats = np.zeros(len(pairs))
        e = Failing()
        lib.qn_translator_score(
            self._m[0], source.pointer, target.pointer, len(pairs),
            pointer("double *", nats), ffi.NULL, pool(threads), e.record)
        e.check()
        return -nats
