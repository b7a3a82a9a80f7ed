/* SPDX-License-Identifier: MIT */
/*
 * replay.c -- a fuzz target without a fuzzer: its entry is run once over
 * each file of the folders named, so that `make check` keeps what fuzzing
 * found.  A folder that does not exist holds no files.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void replay_file(const char *path, size_t size)
{
	uint8_t *data = malloc(size ? size : 1);
	FILE *f = fopen(path, "rb");
	if (!data || !f || fread(data, 1, size, f) != size) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static size_t replay_folder(const char *folder)
{
	size_t n = 0;
	DIR *d = opendir(folder);
	for (struct dirent *entry; d && (entry = readdir(d));) {
		char path[4096];
		struct stat st;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
			continue;
		replay_file(path, (size_t)st.st_size);
		n++;
	}
	if (d)
		closedir(d);
	return n;
}

int main(int argc, char **argv)
{
	size_t n = 0;
	for (int i = 1; i < argc; i++)
		n += replay_folder(argv[i]);
	printf("%s: %zu files replayed\n", argv[0], n);
	return EXIT_SUCCESS;
}
