#!/bin/sh
# SPDX-License-Identifier: MIT
# A reader that goes away early hears nothing of it.
printf '2 2\nking 1 0\nman 0 1\n' >v.txt
yes king | head -n 100000 | "$QUERN" vectors nn v.txt | head -n 1
