/* Fault points for tests. One named point at a time is enough: tests go through them in turn. */
#include "base/fault.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char armed_point[64];
static _Atomic int countdown = 0;
static bool lethal;

bool fault(const char *point)
{
	if (atomic_load_explicit(&countdown, memory_order_relaxed) <= 0 || strcmp(point, armed_point) != 0)
		return false;
	bool now = atomic_fetch_sub(&countdown, 1) == 1;

	if (now && lethal)
		for (;;) /* the signal may come a moment after the call */
			(void)kill(getpid(), SIGKILL);
	return now;
}

void fault_set(const char *point, int nth)
{
	atomic_store(&countdown, 0);
	(void)snprintf(armed_point, sizeof armed_point, "%s", point);
	atomic_store(&countdown, nth);
}

void fault_from_environment(void)
{
	const char *spec = getenv("EARSHOT_FAULT"), *colon = spec ? strrchr(spec, ':') : NULL;
	char name[64];

	if (!colon || (size_t)(colon - spec) >= sizeof name)
		return;
	memcpy(name, spec, (size_t)(colon - spec));
	name[colon - spec] = '\0';
	lethal = spec[strlen(spec) - 1] == '!';
	fault_set(name, (int)strtol(colon + 1, NULL, 10)); /* no number: 0, not armed */
}
