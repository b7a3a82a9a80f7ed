# SPDX-License-Identifier: MIT
"""BLEU, chrF and TER with sacreBLEU's names, options and numbers.

    corpus_bleu(hypotheses, [references, more references])
    BLEU(tokenize="intl").corpus_score(...), .get_signature()
"""
from dataclasses import dataclass, field

from quern._library import (Failing, Slices, decode, ffi, lib, own, slice_of)


def _names(array):
    names = []
    while array[len(names)] != ffi.NULL:
        names.append(ffi.string(array[len(names)]).decode())
    return names


_RULES = _names(lib.qn_mttok_names)
_SMOOTHS = _names(lib.qn_bleu_smooth_names)


@dataclass
class Score:
    name: str
    score: float

    def format(self, width=2):
        return f"{self.name} = {self.score:.{width}f}"

    def __str__(self):
        return self.format()


@dataclass
class BLEUScore(Score):
    counts: list = field(default_factory=list)
    totals: list = field(default_factory=list)
    precisions: list = field(default_factory=list)
    bp: float = 1.
    sys_len: int = 0
    ref_len: int = 0

    def format(self, width=2):
        ratio = self.sys_len / self.ref_len if self.ref_len else 0.
        precisions = "/".join(f"{p:.1f}" for p in self.precisions)
        return (f"{super().format(width)} {precisions} (BP = {self.bp:.3f} "
                f"ratio = {ratio:.3f} hyp_len = {self.sys_len} "
                f"ref_len = {self.ref_len})")

    __str__ = Score.__str__


@dataclass
class TERScore(Score):
    num_edits: float = 0.
    ref_length: float = 0.

    __str__ = Score.__str__


class _Metric:
    """Options, and the sums of segments' statistics."""

    def __init__(self, kind):
        self._metric = ffi.new("struct qn_mt_metric *")
        self._metric.kind = kind
        self._references = 0

    def _check(self):
        e = Failing()
        lib.qn_mt_check(self._metric, e.record)
        e.check()
        self._scorer = own(lib.qn_mt_scorer_new(self._metric),
                           lib.qn_mt_scorer_free)
        self._n = lib.qn_mt_stats(self._metric)

    def _segment(self, hypothesis, references):
        references = [r for r in references if r is not None]
        if not references:
            raise ValueError("a segment has no reference")
        # Lone surrogates are no text, and bytes none yet: str.encode() says so.
        texts = Slices([r.encode() for r in references])
        one = slice_of(hypothesis.encode())
        stats = ffi.new("double[]", self._n)
        lib.qn_mt_segment(self._scorer, one[0], texts.pointer, texts.n,
                          stats)
        return list(stats)

    def corpus_score(self, hypotheses, references):
        """Of segments; references[k][i] is the k-th one of segment i, None
        where it has fewer."""
        if isinstance(references, str) or any(isinstance(r, str)
                                              for r in references):
            raise TypeError("references is a list of lists of segments")
        for one in references:
            if len(one) != len(hypotheses):
                raise ValueError("hypotheses and references differ in number")
        self._references = len(references)
        total = [0.] * self._n
        for hypothesis, *given in zip(hypotheses, *references):
            each = self._segment(hypothesis, given)
            total = [a + b for a, b in zip(total, each)]
        return self._score(total)

    def sentence_score(self, hypothesis, references):
        """Of one segment; references are its references."""
        if isinstance(references, str):
            raise TypeError("references is a list of segments")
        self._references = len(references)
        return self._score(self._segment(hypothesis, references))

    def _value(self, stats):
        return lib.qn_mt_score(self._metric, ffi.new("double[]", stats),
                               False)

    def _score(self, stats):
        return Score(self._name(), self._value(stats))

    def _text(self, put, *arguments):
        b = own(ffi.new("struct qn_buf *"), lib.qn_buf_release)
        put(self._metric, *arguments, b)
        return decode(b.p, b.n)

    def _name(self):
        return self._text(lib.qn_mt_name)

    def get_signature(self, short=False):
        """What the last score was computed with, in sacreBLEU's words."""
        run = ffi.new("struct qn_mt_run *")
        run.references, run.brief = self._references, short
        return self._text(lib.qn_mt_signature, run)


class BLEU(_Metric):
    def __init__(self, lowercase=False, tokenize="13a", smooth_method="exp",
                 smooth_value=None, max_ngram_order=4, effective_order=False):
        super().__init__(lib.QN_MT_BLEU)
        if tokenize not in _RULES:
            raise ValueError(f"tokenize {tokenize}: one of {_RULES}")
        if smooth_method not in _SMOOTHS:
            raise ValueError(f"smooth_method {smooth_method}: one of "
                             f"{_SMOOTHS}")
        smooth = _SMOOTHS.index(smooth_method)
        if smooth_value is None:
            smooth_value = lib.qn_bleu_default_value(smooth)
        self._metric.bleu = (_RULES.index(tokenize), lowercase,
                             max_ngram_order, smooth, smooth_value,
                             effective_order)
        self._check()

    def _score(self, stats):
        options = ffi.addressof(self._metric, "bleu")
        order = options.order
        s = lib.qn_bleu_score(options, ffi.new("double[]", stats), False)
        counts = [int(x) for x in stats[2:2 + order]]
        totals = [int(x) for x in stats[2 + order:]]
        return BLEUScore("BLEU", s.score, counts, totals,
                         list(s.precision[0:order]), s.penalty, int(s.length),
                         int(s.reference_length))


class CHRF(_Metric):
    def __init__(self, char_order=6, word_order=0, beta=2, lowercase=False,
                 whitespace=False, eps_smoothing=False):
        super().__init__(lib.QN_MT_CHRF)
        self._metric.chrf = (char_order, word_order, beta, lowercase,
                             whitespace, eps_smoothing)
        self._check()


class TER(_Metric):
    def __init__(self, normalized=False, no_punct=False, asian_support=False,
                 case_sensitive=False):
        super().__init__(lib.QN_MT_TER)
        self._metric.ter = (case_sensitive, normalized, no_punct,
                            asian_support)
        self._check()

    def _score(self, stats):
        return TERScore("TER", self._value(stats), *stats)


def corpus_bleu(hypotheses, references, smooth_method="exp",
                smooth_value=None, lowercase=False, tokenize="13a",
                use_effective_order=False):
    return BLEU(lowercase, tokenize, smooth_method, smooth_value,
                effective_order=use_effective_order).corpus_score(hypotheses,
                                                                  references)


def sentence_bleu(hypothesis, references, smooth_method="exp",
                  smooth_value=None, lowercase=False, tokenize="13a",
                  use_effective_order=True):
    return BLEU(lowercase, tokenize, smooth_method, smooth_value,
                effective_order=use_effective_order).sentence_score(
                    hypothesis, references)


def corpus_chrf(hypotheses, references, **options):
    return CHRF(**_chrf(options)).corpus_score(hypotheses, references)


def sentence_chrf(hypothesis, references, **options):
    return CHRF(**_chrf(options)).sentence_score(hypothesis, references)


def _chrf(options):
    """remove_whitespace is sacreBLEU's older word for not whitespace."""
    if "remove_whitespace" in options:
        options["whitespace"] = not options.pop("remove_whitespace")
    return options


def corpus_ter(hypotheses, references, **options):
    return TER(**options).corpus_score(hypotheses, references)


def sentence_ter(hypothesis, references, **options):
    return TER(**options).sentence_score(hypothesis, references)
