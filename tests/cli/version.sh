#!/bin/sh
# SPDX-License-Identifier: MIT
# What the program is made of.
"$QUERN" --version
"$QUERN" vectors info --version >/dev/null
