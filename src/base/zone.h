/* Time zones from the system's tzdata (TZif, RFC 8536), read by hand because the C library's zone is process-wide.
 * Beyond the table of a file the last known offset holds (Debian's files reach to 2037). */
#pragma once
#include "base/str.h"

enum { ZONE_TRANSITIONS = 600, ZONE_TYPES = 256 };
struct zone {
	int n, n_types;
	int64_t at_s[ZONE_TRANSITIONS];
	unsigned char type[ZONE_TRANSITIONS];
	int32_t offset_s[ZONE_TYPES];
};
/* name: "Europe/Berlin"; empty or "UTC": no file is read. False when there is no such zone; then ret is UTC. */
bool zone_load(struct str name, struct zone *ret);
int32_t zone_offset_s(const struct zone *z, int64_t us); /* seconds east of UTC at that moment */
/* Local wall clock as microseconds since 1970 local, and back (a time that does not exist moves forward). */
int64_t zone_to_local(const struct zone *z, int64_t us);
int64_t zone_from_local(const struct zone *z, int64_t local_us);
