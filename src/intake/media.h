/* Files kept beside objects: what they are, told by their content and not by their name, and pictures without what cameras
 * and programs wrote into them (place, device, author). Pure functions over bytes. */
#pragma once
#include "base/str.h"

/* "image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf", "text/plain"; NULL: none of these. */
const char *media_type(struct str bytes);
/* Copy without Exif, XMP, comments and embedded text; other types are copied as they are. false: the picture is damaged. */
bool media_strip(struct str bytes, const char *type, struct buf *out);
