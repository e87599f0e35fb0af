/* main() for fuzz targets built without libFuzzer: runs every file of the given directories once, as script/test does.
 * With -DREPLAY; with clang -fsanitize=fuzzer leave it out. */
#pragma once
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifdef REPLAY
static int replay_file(const char *path)
{
	static uint8_t data[1 << 20];
	FILE *f = fopen(path, "rb");

	if (!f)
		return 0;
	size_t n = fread(data, 1, sizeof data, f);

	(void)fclose(f);
	(void)LLVMFuzzerTestOneInput(data, n);
	return 1;
}

int main(int argc, char **argv)
{
	int runs = 0;

	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);
		struct dirent *e;

		while (d && (e = readdir(d))) {
			char path[4096];

			(void)snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
			if (e->d_name[0] != '.')
				runs += replay_file(path);
		}
		if (d)
			(void)closedir(d);
	}
	printf("%d inputs\n", runs);
	return runs ? 0 : 1; /* nothing to replay is a failure too */
}
#endif

/* An exact copy on the heap, so that a read past its end is seen by the sanitizer. Free it. */
static inline char *exact_copy(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	if (size)
		memcpy(copy, data, size);
	return copy;
}
