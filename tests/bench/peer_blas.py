# SPDX-License-Identifier: MIT
"""The OpenBLAS that a peer in Python is to have: Debian's takes processors that
it does not know for old ones, and is five times slower there.  Quern says
which of its kernels it chose."""
import os
import subprocess


def environment(quern):
    """What to add to a peer's environment so that both have one BLAS."""
    if "OPENBLAS_CORETYPE" in os.environ:
        return {}
    told = subprocess.run([quern, "--version"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    for line in told.splitlines():
        if line.startswith("OpenBLAS: "):
            return {"OPENBLAS_CORETYPE": line.split(": ")[1]}
    return {}
