/* Fault points: fault("db.commit") is false unless a test asked the n-th call of that point to fail
 * (EARSHOT_FAULT="db.commit:3" or fault_set). "db.commit:3!" kills the process there instead, as kill -9 would.
 * Compiled in always; one relaxed load when off. */
#pragma once
#include <stdbool.h>
bool fault(const char *point);
void fault_set(const char *point, int nth); /* nth 0 clears */
void fault_from_environment(void);
