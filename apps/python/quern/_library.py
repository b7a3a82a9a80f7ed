# SPDX-License-Identifier: MIT
"""What the modules share: errors, strings, arrays, threads, progress."""
import os
import threading
import weakref

import numpy as np

from quern._quern import ffi, lib


class Error(ValueError):
    """The data, an option or the machine was at fault; the text says how."""


class Failing:
    """A `struct qn_err`; check() raises what it holds."""

    def __init__(self):
        self.record = ffi.new("struct qn_err *")

    def check(self, result=True):
        """`result`, unless the record or an interruption says otherwise."""
        stopped = _progress.stopped
        _progress.stopped = None
        if stopped is not None:
            raise stopped
        if self.record.failed:
            text = ffi.string(self.record.text)
            raise Error(text.decode("utf-8", "replace"))
        return result

    def own(self, made, free, *needed):
        """The same of an object, which `free` ends; others that it needs are
        not ended before."""
        self.check()
        return own(made, free, *needed)


def own(made, free, *needed):
    def end(it, needed=needed):
        free(it)
    return ffi.gc(made, end if needed else free)


# --- strings -----------------------------------------------------------------

def encode(text):
    """Bytes of a string; those that came from bytes that were no UTF-8 are
    what they were."""
    if isinstance(text, bytes):
        return text
    return text.encode("utf-8", "surrogateescape")


def decode(pointer, n):
    return ffi.buffer(pointer, n)[:].decode("utf-8", "surrogateescape")


def path(name):
    return os.fsencode(name)


_bytes = weakref.WeakKeyDictionary()  # of each slice, while it lives


def slice_of(text):
    """A string as a pointer to a `struct qn_slice`, which keeps its bytes."""
    text = encode(text)
    made = ffi.new("struct qn_slice *", (ffi.from_buffer(text), len(text)))
    _bytes[made[0]] = text  # the struct, which the pointer keeps too
    return made


class Slices:
    """Many of them: one run of bytes, and where each begins and ends."""

    def __init__(self, texts):
        parts = [encode(text) for text in texts]
        lengths = np.fromiter(map(len, parts), np.uintp, len(parts))
        self.blob = b"".join(parts) + b"\0"
        self.array = np.empty((len(parts), 2), np.uintp)
        base = int(ffi.cast("uintptr_t", ffi.from_buffer(self.blob)))
        self.array[:, 0] = base + np.cumsum(lengths) - lengths
        self.array[:, 1] = lengths
        self.n = len(parts)
        self.pointer = ffi.cast("struct qn_slice *",
                                ffi.from_buffer(self.array))


# --- arrays ------------------------------------------------------------------

class _Memory:
    """Memory of the library as an array; whose it is lives as long."""

    def __init__(self, owner, pointer, shape, dtype, strides, writable):
        self.owner = owner
        self.__array_interface__ = {
            "data": (int(ffi.cast("uintptr_t", pointer)), not writable),
            "shape": shape, "typestr": np.dtype(dtype).str,
            "strides": strides, "version": 3}


def view(owner, pointer, shape, dtype, strides=None, writable=False):
    """An array of what lies at `pointer`, not copied."""
    if 0 in shape:
        return np.zeros(shape, dtype)
    return np.asarray(_Memory(owner, pointer, shape, dtype, strides,
                              writable))


def floats(owner, pointer, rows, columns, stride):
    """[rows][columns] floats that are `stride` apart from row to row."""
    return view(owner, pointer, (rows, columns), np.float32,
                (4 * stride, 4))


def pointer(kind, array):
    """Where an array lies, for C; the array has to be kept."""
    return ffi.cast(kind, array.ctypes.data)


# --- threads -----------------------------------------------------------------

class _Threads(threading.local):
    """A pool is used by one thread at a time: each thread has its own."""

    def __init__(self):
        self.pools = {}


_threads = _Threads()
_default_threads = 0


def set_threads(n):
    """How many threads functions use that are not told otherwise; 0: as many
    as there are cores."""
    global _default_threads
    _default_threads = int(n)


def pool(threads=None):
    """A pool of so many threads; None or -1: as set_threads() says.  After a
    fork the parent's are of no use, and are not ended either."""
    n = _default_threads if threads is None or threads < 0 else int(threads)
    process = os.getpid()
    if (process, n) not in _threads.pools:
        def end(made):
            if os.getpid() == process:
                lib.qn_pool_free(made)
        _threads.pools[process, n] = ffi.gc(lib.qn_pool_new(n), end)
    return _threads.pools[process, n]


# --- progress ----------------------------------------------------------------

class _Progress(threading.local):
    stopped = None  # what the callback raised


_progress = _Progress()


def _remember(kind, value, trace):
    _progress.stopped = value
    return False


@ffi.def_extern(onerror=_remember)
def quern_report(ctx, report):
    if ctx == ffi.NULL:
        return True  # only that Ctrl-C is heard
    answer = ffi.from_handle(ctx)(ffi.string(report.what).decode(),
                                  report.done, report.total, report.loss)
    return answer is not False


class Progress:
    """Reports to `callback(what, done, total, loss)`, which may return False
    to stop, and hears Ctrl-C."""

    def __init__(self, callback=None):
        self.handle = ffi.new_handle(callback) if callback else ffi.NULL
        self.pointer = ffi.new("struct qn_progress *",
                               (lib.quern_report, self.handle))
