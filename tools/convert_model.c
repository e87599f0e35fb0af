/* Converts an encoder into our own model file without a workspace: convert_model SOURCE DIR [NAME].
 * Used by script/models while nothing is installed yet; `earshot model add` does the same for people. */
#include "base/clock.h"
#include "text/encoder/convert/convert.h"
#include <stdio.h>

int main(int argc, char **argv)
{
	struct arena arena;
	struct cx cx = {.arena = &arena};
	struct convert_options o = {.name = argc > 3 ? argv[3] : NULL};
	char *path;

	if (argc < 3 || argc > 4) {
		(void)fprintf(stderr, "usage: convert_model SOURCE DIR [NAME]\n");
		return 2;
	}
	arena_init(&arena);
	enum err e = convert_model(&cx, argv[1], argv[2], &o, &path);

	if (e != OK)
		(void)fprintf(stderr, "convert_model: %s\n", fail_text(&cx));
	else
		printf("%s\n", path);
	arena_release(&arena);
	return err_exit(e);
}
