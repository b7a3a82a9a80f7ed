# SPDX-License-Identifier: MIT
"""SciPy's sparse matrices as the library's, and the other way round."""
import numpy as np
import scipy.sparse

from quern._library import ffi, lib, own, pointer, view


class Sparse:
    """A matrix as a `struct qn_sparse`.  A CSR matrix of doubles with 64-bit
    row starts is looked at where it lies; another one is converted."""

    def __init__(self, matrix):
        csr = scipy.sparse.csr_matrix(matrix)
        if not csr.has_canonical_format:
            csr = csr.copy() if csr is matrix else csr
            csr.sum_duplicates()
        self.shape = csr.shape
        self._keep = (np.ascontiguousarray(csr.indptr, np.int64),
                      np.ascontiguousarray(csr.indices, np.int32),
                      np.ascontiguousarray(csr.data, np.float64))
        start, column, value = self._keep
        self.pointer = ffi.new("struct qn_sparse *", (
            csr.shape[0], csr.shape[1], pointer("size_t *", start),
            pointer("uint32_t *", column), pointer("double *", value)))


def new():
    """An empty `struct qn_sparse` for the library to fill."""
    return own(ffi.new("struct qn_sparse *"), lib.qn_sparse_release)


def to_scipy(m):
    """A filled one as a CSR matrix, whose values are not copied."""
    start = view(m, m.start, (m.rows + 1,), np.int64, writable=True)
    cells = int(start[-1])
    column = view(m, m.column, (cells,), np.int32, writable=True)
    value = view(m, m.value, (cells,), np.float64, writable=True)
    csr = scipy.sparse.csr_matrix((value, column, start),
                                  shape=(m.rows, m.columns), copy=False)
    csr.has_canonical_format = True
    return csr
