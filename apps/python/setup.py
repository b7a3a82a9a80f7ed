# SPDX-License-Identifier: MIT
"""Builds the package: in Quern's tree it makes libquern.so and takes that
along, elsewhere it links to the one that pkg-config finds."""
import os
import re
import shutil
import subprocess

from setuptools import setup
from setuptools.command.build_ext import build_ext

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(os.path.dirname(HERE))
SONAME = "libquern.so.0"
IN_TREE = os.path.exists(os.path.join(TREE, "quern.h"))


def version():
    if not IN_TREE:
        command = ["pkg-config", "--modversion", "quern"]
        return subprocess.check_output(command, text=True).strip()
    with open(os.path.join(TREE, "base", "version.h")) as file:
        return re.search('QN_VERSION "(.*)"', file.read()).group(1)


class BuildWithLibrary(build_ext):
    """Puts the tree's libquern.so beside the module that calls it."""

    def run(self):
        self.force = True  # headers may have changed, which it cannot tell
        if IN_TREE:
            make = ["make", "-C", TREE, f"-j{os.cpu_count()}",
                    "build/libquern.so"]
            subprocess.check_call(make)
            to = os.path.join(HERE if self.inplace else self.build_lib,
                              "quern")
            os.makedirs(to, exist_ok=True)
            shutil.copy(os.path.join(TREE, "build", "libquern.so"),
                        os.path.join(to, SONAME))
        super().run()


setup(
    name="quern",
    version=version(),
    description="text into tokens, vectors, topics and scores",
    license="MIT",
    packages=["quern"],
    package_dir={"": os.path.relpath(HERE) if HERE != os.getcwd() else "."},
    python_requires=">=3.9",
    install_requires=["cffi>=1.15", "numpy"],
    extras_require={"sklearn": ["scipy", "scikit-learn"]},
    cffi_modules=[os.path.join(HERE, "build_ffi.py") + ":ffi"],
    cmdclass={"build_ext": BuildWithLibrary},
    zip_safe=False,
)
