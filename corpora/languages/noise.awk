# SPDX-License-Identifier: MIT
# What is in no language, as labelled lines: programs, from the lines of
# code.txt (standard input) and from patterns below; random letters, base64
# and hexadecimal.  The same on every run.

function below(n) {
	x = (x * 69069 + 12345) % 4294967296
	return int(x / 65536) % n
}

# From `least` to `most` characters of `from`.
function run(from, least, most,   n, s) {
	for (n = least + below(most - least + 1); n; n--)
		s = s substr(from, 1 + below(length(from)), 1)
	return s
}

function put(s) { print "und\t" s }

# One to three words in one, as names are spelt.
function name(   n, s, style, w) {
	style = below(4)
	s = word[1 + below(words)]
	for (n = below(3); n; n--) {
		w = word[1 + below(words)]
		s = s (style < 2 ? "_" w : toupper(substr(w, 1, 1)) substr(w, 2))
	}
	return style == 3 ? toupper(substr(s, 1, 1)) substr(s, 2) : s
}

# A pattern, each @ a name, each % a number.
function filled(s,   i, c, t) {
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		t = t (c == "@" ? name() : c == "%" ? below(100) : c)
	}
	return t
}

BEGIN {
	lower = "abcdefghijklmnopqrstuvwxyz"
	letters = lower toupper(lower)
	words = split("get set value name index count list item data file path " \
		"user node key type size len start end args result error message " \
		"request response config option parse read write open close load " \
		"save update delete create init next prev parent child root tree " \
		"map table row column field label text string buffer stream client " \
		"server socket port host url query filter sort group order total " \
		"sum max min offset limit width height color style event handler " \
		"callback listener state model view service factory manager util " \
		"test mock expect check valid enabled debug log level info warn " \
		"cache token session thread lock queue task job worker pool batch " \
		"chunk byte char line word page block section header body title id " \
		"ref tag attr param arg var func method class module package self " \
		"obj ptr tmp str num fp fd ctx env cmd src dst i j k n x y", word, " ")
	patterns = split("self.@ = @|@.@(@, @)|def @(self, @, @=None):|" \
		"return self.@.@(@)|if @ is not None and @.@():|for @ in @.@():|" \
		"@ = @[@] + %|'@': @,|raise @('@ %s' % @)|@ = @.@ if @ else @|" \
		"assert @ == @|with @(@) as @:|from @.@ import @|import @, @|" \
		"const @ = @.@(@);|if (@.@ !== @) {|this.@ = @ || {};|" \
		"function @(@, @) {|@->@ = @(@);|static int @(struct @ *@)|" \
		"return @ && @[0] == @;|@(&@, sizeof(@));|#define @(@) ((@) + %)|" \
		"<@ @=\"@\">@</@>|$@ = $this->@($@);|public @ @(@ @) {|" \
		"@.@(@ => @.@)|@: @(@),|print(@, @)|@@.@|@: { @: %, @: \"@\" }|" \
		"--@=@|@=$(@ -@ $@)|elif @.@ == '@':|except @ as @:|" \
		"lambda @: @.@|@ += %; @ -= @|import @.@.@;|new @<@>(@)|" \
		"@::@<@>(@);|let @ = @::@(@)?;|SELECT @, @ FROM @ WHERE @ = %|" \
		"return @|return @;|else:|} else {|@ = %|int @ = %;|\"@\",|'@', '@',|" \
		"self.@(@, @=@)|@ = self.@|@.@ = @.@[@]|try: @()|@(@[%:%])|" \
		"self.assertEqual(@, %)|>>> @(@)|[@, @]|@ = {'@': %}|not @.@", \
		pattern, "|")
}

# A whole line, and a few words of it.
{
	for (i = 0; i < 4; i++)
		put($0)
	n = split($0, part, " ")
	for (i = 0; i < 2; i++) {
		k = 1 + below(n)
		put(part[k] " " part[k + 1] " " part[k + 2])
	}
}

END {
	for (i = 0; i < 1200; i++) {
		s = run(lower, 3, 12)
		for (n = below(12) + 1; n; n--)
			s = s " " run(lower, 1, 12)
		put(s)
		put(run(letters, 8, 60))
		put(run(letters "0123456789+/", 16, 76))
		if (i % 3 == 0)
			put(run("0123456789abcdef", 16, 64))
	}
	for (i = 0; i < 9000; i++)
		put(filled(pattern[1 + below(patterns)]))
}
