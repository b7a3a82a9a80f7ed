#!/bin/sh
# SPDX-License-Identifier: MIT
# quern alone says how it is used.
"$QUERN"
