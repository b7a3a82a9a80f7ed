# SPDX-License-Identifier: MIT
"""The kernels that a peer in Python is to have: those of the instruction set
that Quern chose, or was told to choose (QUERN_CPU=avx2).  Debian's OpenBLAS
takes processors that it does not know for old ones, and is five times slower
there."""
import os
import subprocess


def environment(quern):
    """What to add to a peer's environment so that both have one BLAS."""
    told = subprocess.run([quern, "--version"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    lines = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    chosen = {"ATEN_CPU_CAPABILITY": lines["kernels"]}
    if "OPENBLAS_CORETYPE" not in os.environ and "OpenBLAS" in lines:
        chosen["OPENBLAS_CORETYPE"] = lines["OpenBLAS"]
    return chosen
