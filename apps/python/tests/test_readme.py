# SPDX-License-Identifier: MIT
"""What README.md shows of the package runs and says what it should."""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]


def test_the_program_in_the_readme_works(tmp_path):
    quern = os.environ.get("QUERN", ROOT / "build" / "quern")
    subprocess.run([quern, "demo", "--quiet", "-o", tmp_path / "world"],
                   check=True, stdout=subprocess.DEVNULL)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    program = re.search(r"```python\n(.*?)```", text, re.S).group(1)
    said = subprocess.run([sys.executable, "-c", program], cwd=tmp_path,
                          check=True, capture_output=True, text=True)
    near, language, score = said.stdout.splitlines()
    assert near.startswith("[('queen', ")
    assert language.startswith("('fr', ")
    assert score.startswith("BLEU = 75.98 ")
