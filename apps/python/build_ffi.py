# SPDX-License-Identifier: MIT
"""What of quern.h Python calls: declarations.h says it to cffi, and the
compiler holds that against the headers themselves."""
import os
import shlex
import subprocess

import cffi

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(os.path.dirname(HERE))


def read(name):
    with open(os.path.join(HERE, name)) as file:
        return file.read()


def flags():
    """How to compile and link: the tree's library, or an installed one."""
    if os.path.exists(os.path.join(TREE, "quern.h")):
        return {"include_dirs": [TREE],
                "library_dirs": [os.path.join(TREE, "build")],
                "libraries": ["quern"],
                "extra_link_args": ["-Wl,-rpath,$ORIGIN"]}
    command = ["pkg-config", "--cflags", "--libs", "quern"]
    words = shlex.split(subprocess.check_output(command, text=True))
    return {"extra_compile_args": [w for w in words if w.startswith("-I")],
            "extra_link_args": [w for w in words if not w.startswith("-I")]}


ffi = cffi.FFI()
ffi.cdef(read("declarations.h"))
ffi.set_source("quern._quern", read("glue.h"), **flags())

if __name__ == "__main__":
    ffi.compile(verbose=True)
