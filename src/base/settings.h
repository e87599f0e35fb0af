/* The settings of one process, immutable after start. Derived from settings.def; read by src/app. */
#pragma once
#include "base/str.h"

#define S_TEXT const char *
#define S_SECRET const char *
#define S_INT int64_t
#define S_BOOL bool
struct settings {
#define SETTING(name, type, initial, doc) S_##type name;
#include "base/settings.def"
#undef SETTING
};
