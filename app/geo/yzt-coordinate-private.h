/* yzt-coordinate-private.h: what degrees and metres share when they are read
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-geo.h"
G_BEGIN_DECLS
/* Lower case, half width, plain blanks and minus signs. Free. */
char *yzt_coordinate_normalize (const char *text);
/* The first datum word of a normalized @text is cut out, so that its digits are not taken for a coordinate; WGS 84 when there is none. */
YztDatum yzt_coordinate_take_datum (char *text);
G_END_DECLS
