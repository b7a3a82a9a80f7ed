// SPDX-License-Identifier: MIT
// The peer CLD2 (libcld2-dev): the language of each line of standard input.
// Built and called by langid.sh.  With -b its "best effort" for short text.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <cld2/public/compact_lang_det.h> // wants FILE
#include <cld2/public/encodings.h>

int main(int argc, char **argv)
{
	int flags = argc > 1 && !strcmp(argv[1], "-b") ? CLD2::kCLDFlagBestEffort
	                                               : 0;
	char *line = nullptr;
	size_t room = 0;
	ssize_t n;
	while ((n = getline(&line, &room, stdin)) > 0) {
		CLD2::CLDHints hints = {nullptr, nullptr,
		                        CLD2::UNKNOWN_ENCODING,
		                        CLD2::UNKNOWN_LANGUAGE};
		CLD2::Language best[3];
		int percent[3], text_bytes, valid;
		double score[3];
		bool reliable;
		if (line[n - 1] == '\n')
			n--;
		CLD2::Language l = CLD2::ExtDetectLanguageSummaryCheckUTF8(
		    line, static_cast<int>(n), true, &hints, flags, best,
		    percent, score, nullptr, &text_bytes, &reliable, &valid);
		puts(CLD2::LanguageCode(l));
	}
	free(line);
}
