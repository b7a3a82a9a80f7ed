#!/bin/sh
# SPDX-License-Identifier: MIT
# bleu --compat multi-bleu: the line that the Perl script prints for the same
# files (each was compared with it).
cat >hyp <<'.'
the mill grinds 3.50 tons a day , does n't it ?
a small Boat left the harbour at night .
rye bread and butter
.
cat >ref0 <<'.'
the mill grinds 3.50 tons every day , does it not ?
at night a small boat left the harbour .
bread of rye and butter
.
cat >ref1 <<'.'
the mill is grinding 3.5 tons a day , is n't it ?
a little boat left port at night .
rye bread and some butter
.
cp ref0 old.ref0
cp ref1 old.ref1
# White space that is not ASCII belongs to words; lc is for ASCII.
printf 'a b\302\240c \302\205 d e f\v g \303\211t\n' >odd
printf 'a b\302\240c \302\205 d e f g \303\251t\n' >oddref
multi() {
  "$QUERN" bleu --compat multi-bleu --quiet "$@" 2>&1
  echo "status $?"
}
multi ref0 <hyp
multi -lc ref0 <hyp
echo "# ref0 and ref1, old.ref0 and old.ref1"
multi ref -lc <hyp
multi old <hyp
multi ref0 ref1 -i hyp --threads 2
echo "# odd"
multi oddref <odd
multi -lc oddref <odd
multi ref0 ref1 -i ref1
printf '\n\n\n' >blank
multi ref0 <blank
multi blank <hyp
echo "# wrong"
multi none <hyp
multi ref0 -i hyp ref1
multi ref0 -i hyp -tok intl
multi ref0 -i hyp -s floor
multi ref0 -i hyp -m chrf
multi ref0 -i hyp -b
