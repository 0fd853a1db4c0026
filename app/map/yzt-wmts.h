/* yzt-wmts.h: what a WMTS says of itself, as base maps to add
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-ground.h"
G_BEGIN_DECLS
#define YZT_WMTS_MAX_BYTES (8 * 1024 * 1024)
/** Layers of the capabilities document @bytes whose tiles lie in Web Mercator or in degrees (EPSG:3857, 4326, 4490, CRS84 and their like), whatever their
 * tile size, origin and scales: (element-type YztGround). G_IO_ERROR_INVALID_DATA with one sentence when there is none. @key_service: whose key "{key}" in
 * @extra is, may be NULL. @extra: what is added to the address of each tile, "tk={key}"; NULL for nothing. */
GPtrArray *yzt_wmts_read (GBytes *bytes, const char *extra, const char *key_service, GError **error);
/** Takes the key out of an address that somebody pasted (tk, key, token, ak, apikey, access_token): the address without it; @extra_out "tk={key}" and @key_out
 * the key (yzt_secret_free), both NULL when it holds none. Free. */
char *yzt_wmts_split_key (const char *address, char **extra_out, char **key_out);
G_END_DECLS
