#!/bin/sh
# SPDX-License-Identifier: MIT
# Long work says what it did on standard error; --quiet says nothing.
printf '4 2\na 1 0\nb 0 1\nc 1 0.1\nd 0.1 1\n' >v.txt
"$QUERN" vectors cluster v.txt -k 2 >loud
"$QUERN" vectors cluster v.txt -k 2 --quiet >quiet
cmp loud quiet
