# SPDX-License-Identifier: MIT
"""fastText's Python interface: the same functions, arguments and results."""
import os
import sys
import threading

import numpy as np

from quern._library import (Failing, Progress, decode, encode, ffi, lib, own,
                            path, pointer, pool, slice_of)

EOS, BOW, EOW = "</s>", "<", ">"

_LOSSES = {"hs": lib.QN_FT_HS, "ns": lib.QN_FT_NS,
           "softmax": lib.QN_FT_SOFTMAX, "ova": lib.QN_FT_OVA,
           "one-vs-all": lib.QN_FT_OVA}
_MODELS = {"cbow": lib.QN_FT_CBOW, "skipgram": lib.QN_FT_SKIPGRAM}
_BLANKS = " \t\v\f\r\0"


def tokenize(text):
    """The words of a text; a line end is "</s>"."""
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    lines = text.split("\n")
    words = [lines[0].split(" ")]
    words += [[EOS, *line.split(" ")] for line in lines[1:]]
    return [word for line in words for word in line if word]


def load_model(name):
    """A .bin or .ftz file; a .bin file is mapped, not read."""
    e = Failing()
    return _FastText(e.own(lib.qn_ft_model_load(path(name), e.record),
                           lib.qn_ft_model_free))


class _FastText:
    def __init__(self, model):
        self._m = model
        self._lock = threading.Lock()  # what follows is one thread's
        self._made = {}

    def _get(self, make, free, *arguments, checked=True):
        """A helper of the model, made when it is first needed."""
        if make not in self._made:
            e = Failing()
            made = make(self._m, *arguments, *([e.record] if checked else []))
            self._made[make] = e.own(made, free, self._m)
        return self._made[make]

    def _reader(self):
        return self._get(lib.qn_ft_reader_new, lib.qn_ft_reader_free,
                         checked=False)

    def _classifier(self):
        c = self._get(lib.qn_ft_classifier_new, lib.qn_ft_classifier_free)
        if "guesses" not in self._made:
            self._made["guesses"] = own(lib.qn_ft_guesses_new(c),
                                        lib.qn_ft_guesses_free, c)
            self._made["line"] = own(ffi.new("struct qn_ft_line *"),
                                     lib.qn_ft_line_release)
        return c, self._made["guesses"], self._made["line"]

    # --- words, labels, rows ---

    @property
    def _dict(self):
        return self._m.dict

    def _entries(self, begin, end, include_freq):
        entry = self._dict.word
        names = [decode(entry[i].p, entry[i].n) for i in range(begin, end)]
        if not include_freq:
            return names
        counts = [entry[i].count for i in range(begin, end)]
        return names, np.array(counts, np.int64)

    def get_words(self, include_freq=False, on_unicode_error=None):
        return self._entries(0, self._dict.words, include_freq)

    def get_labels(self, include_freq=False, on_unicode_error=None):
        if self._m.args.model != lib.QN_FT_SUPERVISED:
            return self.get_words(include_freq)
        return self._entries(self._dict.words, self._dict.size, include_freq)

    @property
    def words(self):
        return self.get_words()

    @property
    def labels(self):
        return self.get_labels()

    def __contains__(self, word):
        return self.get_word_id(word) >= 0

    def __getitem__(self, word):
        return self.get_word_vector(word)

    def get_dimension(self):
        return self._m.args.dim

    def is_quantized(self):
        return self._m.input.quant != ffi.NULL

    def _find(self, token):
        word = slice_of(token)
        return lib.qn_ft_dict_find(ffi.addressof(self._dict), word[0])

    def get_word_id(self, word):
        i = self._find(word)
        return i if i < self._dict.words else -1

    def get_label_id(self, label):
        i = self._find(label)
        return i - self._dict.words if self._dict.words <= i < \
            self._dict.size else -1

    def _row_of(self, hashed):
        bucket = hashed % self._m.args.bucket
        return lib.qn_ft_dict_gram_row(ffi.addressof(self._dict), bucket)

    def get_subword_id(self, subword):
        value = 2166136261
        for byte in encode(subword):
            signed = byte | 0xffffff00 if byte > 127 else byte
            value = (value ^ signed) * 16777619 & 0xffffffff
        return self._row_of(value)

    def get_subwords(self, word, on_unicode_error=None):
        """A word and its n-grams, and their rows in the input matrix."""
        known = self.get_word_id(word)
        names, rows = ([word], [known]) if known >= 0 else ([], [])
        a = self._m.args
        if word != EOS and a.bucket and a.maxn:
            grams = own(ffi.new("struct qn_ft_grams *"),
                        lib.qn_ft_grams_release)
            lib.qn_ft_char_grams(grams, slice_of(word)[0], a.minn, a.maxn)
            for g in grams.gram[0:grams.n]:
                row = self._row_of(g.hash)
                if row != lib.QN_FT_NONE:
                    names.append(decode(grams.word.p + g.at, g.n))
                    rows.append(row)
        return names, np.array(rows, np.int64)

    def _rows(self, matrix, begin, n):
        to = np.empty((n, matrix.dim), np.float32)
        lib.qn_ft_matrix_copy(ffi.addressof(matrix), begin, n,
                              pointer("float *", to))
        return to

    def get_input_vector(self, ind):
        if not 0 <= ind < self._m.input.rows:
            raise IndexError(ind)
        return self._rows(self._m.input, ind, 1)[0]

    def get_input_matrix(self):
        return self._rows(self._m.input, 0, self._m.input.rows)

    def get_output_matrix(self):
        return self._rows(self._m.output, 0, self._m.output.rows)

    # --- vectors ---

    def get_word_vector(self, word):
        to = np.empty(self.get_dimension(), np.float32)
        with self._lock:
            lib.qn_ft_word_vector(self._reader(), slice_of(word)[0],
                                  pointer("float *", to))
        return to

    def get_sentence_vector(self, text):
        line = slice_of(_one_line(text))
        to = np.empty(self.get_dimension(), np.float32)
        with self._lock:
            lib.qn_ft_line_vector(self._reader(), line,
                                  pointer("float *", to))
        return to

    def _near(self, query, k, banned):
        ban = np.array([self._find(word) for word in banned], np.uint32)
        answer = ffi.new("const struct qn_ft_scored **")
        with self._lock:
            near = self._get(lib.qn_ft_nearest_new, lib.qn_ft_nearest_free,
                             pool())
            n = lib.qn_ft_nearest_find(near, pointer("float *", query), k,
                                       pointer("uint32_t *", ban), len(ban),
                                       answer)
            found = [(one.score, one.id) for one in answer[0][0:n]]
        entry = self._dict.word
        return [(score, decode(entry[i].p, entry[i].n)) for score, i in found]

    def get_nearest_neighbors(self, word, k=10, on_unicode_error=None):
        return self._near(self.get_word_vector(word), k, [word])

    def get_analogies(self, wordA, wordB, wordC, k=10, on_unicode_error=None):
        parts = [slice_of(w) for w in (wordA, wordB, wordC)]
        words = ffi.new("struct qn_slice[]", [w[0] for w in parts])
        query = np.empty(self.get_dimension(), np.float32)
        with self._lock:
            lib.qn_ft_analogy(self._reader(), words, pointer("float *", query))
        return self._near(query, k, [wordA, wordB, wordC])

    # --- labels of lines ---

    def _classify(self, text, k, threshold):
        """Probabilities and labels' numbers; the line is left behind."""
        c, guesses, line = self._classifier()
        lib.qn_ft_line_next(line, ffi.addressof(self._dict), text)
        most = self._dict.labels if k < 0 else k
        lib.qn_ft_classify(c, line.rows.id, line.rows.n, most, threshold,
                           guesses)
        return guesses, line

    def _predict(self, text, k, threshold):
        line = slice_of(_one_line(text))
        with self._lock:
            guesses, _ = self._classify(line, k, threshold)
            found = [(one.score, one.id) for one in guesses.item[0:guesses.n]]
        entry, first = self._dict.word, self._dict.words
        labels = tuple(decode(entry[first + i].p, entry[first + i].n)
                       for _, i in found)
        return labels, np.exp(np.array([s for s, _ in found], np.float32))

    def predict(self, text, k=1, threshold=0., on_unicode_error=None):
        """The k most likely labels (-1: all) of a line and their
        probabilities; of a list of lines lists of both."""
        if k == 0:
            raise ValueError("k is 1 or more, or -1 for all labels")
        if isinstance(text, (str, bytes)):
            return self._predict(text, k, threshold)
        both = [self._predict(line, k, threshold) for line in text]
        return [list(labels) for labels, _ in both], [p for _, p in both]

    def _meter(self, name, k, threshold):
        meter = own(ffi.new("struct qn_ft_meter *"), lib.qn_ft_meter_release)
        lib.qn_ft_meter_init(meter, self._dict.labels)
        with open(name, "rb") as file:
            text = slice_of(file.read())
        with self._lock:
            while text.n:
                guesses, line = self._classify(text, k, threshold)
                if line.labels.n and line.rows.n:
                    lib.qn_ft_meter_count(meter, line.labels.id,
                                          line.labels.n, guesses.item,
                                          guesses.n)
        return meter

    def test(self, path, k=1, threshold=0.):
        """Lines, precision and recall of a file of lines with labels."""
        meter = self._meter(path, k, threshold)
        total = ffi.addressof(meter.all)
        return (meter.lines, lib.qn_ft_precision(total),
                lib.qn_ft_recall(total))

    def test_label(self, path, k=1, threshold=0.):
        """Of each label its precision, recall and f1score."""
        meter = self._meter(path, k, threshold)
        return {name: {"precision": lib.qn_ft_precision(meter.label + i),
                       "recall": lib.qn_ft_recall(meter.label + i),
                       "f1score": lib.qn_ft_f1(meter.label + i)}
                for i, name in enumerate(self.get_labels())}

    # --- files ---

    def save_model(self, name):
        e = Failing()
        lib.qn_ft_model_save(self._m, path(name), e.record)
        e.check()

    def quantize(self, input=None, qout=False, cutoff=0, retrain=False,
                 epoch=None, lr=None, thread=None, verbose=None, dsub=2,
                 qnorm=False):
        """Make the model small, as `fasttext quantize` does."""
        e = Failing()
        self._made.clear()
        if 0 < cutoff < self._m.input.rows:
            lib.qn_ft_model_cut(self._m, cutoff, e.record)
            if retrain:
                self._retrain(e.check() and input, epoch, lr, thread, verbose)
        how = ffi.new("struct qn_ft_quantize_options *",
                      (dsub, qnorm, qout))
        lib.qn_ft_model_quantize(self._m, how, pool(thread), e.record)
        e.check()

    def _retrain(self, name, epoch, lr, thread, verbose):
        if not name:
            raise ValueError("to train again needs input, the text")
        e = Failing()
        t = ffi.new("struct qn_ft_training *")
        heard = _listen(verbose)
        t.args, t.progress = self._m.args, heard.pointer
        t.args.epochs = self._m.args.epochs = epoch or 5
        t.args.rate, t.args.seed = lr or .05, 1
        text = e.own(lib.qn_ft_text_read(path(name), t.progress, pool(thread),
                                         e.record), lib.qn_corpus_free)
        lib.qn_ft_retrain(self._m, t, text, pool(thread),
                          ffi.new("double *"), e.record)
        e.check()


# --- training ------------------------------------------------------------------

# fastText's name of each field of struct qn_ft_args.
_FIELDS = {"dim": "dim", "ws": "window", "epoch": "epochs",
           "minCount": "min_count", "neg": "negative",
           "wordNgrams": "word_ngrams", "bucket": "bucket", "minn": "minn",
           "maxn": "maxn", "lrUpdateRate": "rate_update", "t": "sample",
           "lr": "rate", "minCountLabel": "min_count_label", "seed": "seed"}
_OTHERS = {"thread", "verbose", "label", "loss", "pretrainedVectors", "model",
           "deterministic", "progress"}
_SEARCH = {"autotuneValidationFile", "autotuneMetric", "autotunePredictions",
           "autotuneDuration", "autotuneModelSize"}


def train_supervised(input, **options):
    """A classifier of the lines of a file, which hold their labels as words;
    fastText's options: lr dim ws epoch minCount minCountLabel minn maxn neg
    wordNgrams loss bucket thread lrUpdateRate t label verbose
    pretrainedVectors seed, those of autotune, and deterministic, progress."""
    return _train(input, lib.glue_ft_supervised(), options,
                  _OTHERS - {"model"} | _SEARCH)


def train_unsupervised(input, model="skipgram", **options):
    """Vectors of words and their n-grams, by "skipgram" or "cbow"."""
    if model not in _MODELS:
        raise ValueError(f"model {model}: give cbow or skipgram")
    args = lib.glue_ft_words()
    args.model = _MODELS[model]
    return _train(input, args, options, _OTHERS)


def _train(input, args, options, others):
    for name in options:
        if name not in _FIELDS and name not in others:
            raise TypeError(f"unexpected keyword argument '{name}'")
    e = Failing()
    given = {_FIELDS[name]: value for name, value in options.items()
             if name in _FIELDS}
    t = ffi.new("struct qn_ft_training *")
    t.args = args
    for field, value in given.items():
        setattr(t.args, field, value)
    if "loss" in options:
        t.args.loss = _LOSSES[options["loss"]]
    keep = [ffi.new("char[]", encode(options.get("label", "__label__"))),
            _listen(options.get("verbose"), options.get("progress"))]
    t.args.label, t.progress = keep[0], keep[1].pointer
    t.deterministic = options.get("deterministic", False)
    if options.get("pretrainedVectors"):
        v = lib.qn_vectors_load(path(options["pretrainedVectors"]),
                                lib.QN_VEC_AUTO, 0, e.record)
        keep.append(e.own(v, lib.qn_vectors_free))
        t.pretrained = keep[-1]
        if "dim" not in options:
            t.args.dim = keep[-1].dim
    threads = pool(options.get("thread"))
    lib.qn_ft_training_check(t, e.record)
    text = lib.qn_ft_text_read(path(input), t.progress, threads, e.record)
    text = e.own(text, lib.qn_corpus_free)
    if options.get("autotuneValidationFile"):
        m = _autotune(t, text, options, given, threads, e)
    else:
        m = lib.qn_ft_train(t, text, threads, ffi.new("double *"), e.record)
    return _FastText(e.own(m, lib.qn_ft_model_free))


def _autotune(t, text, options, given, threads, e):
    how = ffi.new("struct qn_ft_autotune *")
    validation = ffi.new("char[]", path(options["autotuneValidationFile"]))
    metric = ffi.new("char[]", encode(options.get("autotuneMetric", "f1")))
    how.validation = validation
    how.metric.predictions = options.get("autotunePredictions", 1)
    lib.qn_ft_metric_parse(ffi.addressof(how.metric), metric, e.record)
    how.seconds = options.get("autotuneDuration", 300)
    how.model_size = _size(options.get("autotuneModelSize") or "0")
    how.dsub = 2
    for field in given:
        if hasattr(how.fixed, field):
            setattr(how.fixed, field, True)
    if t.pretrained != ffi.NULL:
        how.fixed.dim = True
    return lib.qn_ft_autotune(t, how, text, threads,
                              ffi.new("struct qn_ft_trial *"), e.record)


def _size(text):
    """ "2M" as a number of bytes."""
    units = {"k": 10**3, "m": 10**6, "g": 10**9}
    unit = units.get(text[-1:].lower(), 1)
    return int(text[:-1] if unit > 1 else text) * unit


def _listen(verbose=None, progress=None):
    if progress is None and verbose is not None and verbose > 1:
        progress = _print
    return Progress(progress)


def _print(what, done, total, loss):
    share = f"{100 * done / total:5.1f} %" if total else f"{done:.0f}"
    end = os.linesep if total and done >= total else ""
    print(f"\r{what}: {share}", end=end, file=sys.stderr)


def _one_line(text):
    text = encode(text)
    if b"\n" in text:
        raise ValueError("predict processes one line at a time "
                         "(remove '\\n')")
    return text + b"\n"
