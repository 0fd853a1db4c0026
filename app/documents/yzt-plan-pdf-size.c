/* yzt-plan-pdf-size.c: whether the pages of a PDF unfold to more than a plan can have, before anything draws them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <gio/gio.h>
#include <string.h>
#include "yzt-documents-private.h"

#define DICTIONARY_BYTES 2048 /* before a stream stands what it is */
#define STEP_BYTES 65536

/* A page's drawing of so many bytes is no page; all of them together no plan. */
#define MAX_STREAM_BYTES ((gsize) 24 << 20)
#define MAX_SUM_BYTES ((gsize) 512 << 20)

/* How far the zlib stream at @data unfolds, at most @most. */
static gsize
unfolded_size (const char *data, gsize length, gsize most)
{
  g_autoptr (GConverter) inflate = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  g_autofree char *out = g_malloc (STEP_BYTES);
  gsize from = 0, sum = 0;
  while (sum < most) {
    gsize taken = 0, made = 0;
    GConverterResult result = g_converter_convert (inflate, data + from, length - from, out, STEP_BYTES, G_CONVERTER_NO_FLAGS, &taken, &made, NULL);
    from += taken;
    sum += made;
    if (result != G_CONVERTER_CONVERTED || (taken == 0 && made == 0)) {
      break;
    }
  }
  return sum;
}

static guint
count_in (const char *from, const char *to, const char *word)
{
  guint n = 0;
  gsize length = strlen (word);
  for (const char *at = from; (at = memmem (at, (gsize) (to - at), word, length)) != NULL; at += length) {
    n++;
  }
  return n;
}

/* The dictionary of the stream whose word "stream" is at @at: from the last "obj" before it. */
static const char *
dictionary_of (const char *data, const char *at)
{
  const char *from = at - data > DICTIONARY_BYTES ? at - DICTIONARY_BYTES : data, *begin = from;
  for (const char *p = from; (p = memmem (p, (gsize) (at - p), "obj", 3)) != NULL; p += 3) {
    begin = p;
  }
  return begin;
}

gboolean
yzt_plan_pdf_is_bearable (GBytes *bytes)
{
  gsize length, sum = 0;
  const char *data = g_bytes_get_data (bytes, &length), *end = data + length;
  for (const char *at = data; (at = memmem (at, (gsize) (end - at), "stream", 6)) != NULL; at += 6) {
    const char *body = at + 6;
    if ((at - data >= 3 && memcmp (at - 3, "end", 3) == 0) || body >= end) {
      continue;
    }
    const char *dictionary = dictionary_of (data, at);
    body += *body == '\r' && body + 1 < end ? 1 : 0;
    body += *body == '\n' && body + 1 < end ? 1 : 0;
    guint n_filters = count_in (dictionary, at, "/FlateDecode") + count_in (dictionary, at, "/Fl ");
    if (n_filters == 0 || count_in (dictionary, at, "/Image") > 0) {
      continue; /* pictures are not looked at for their words */
    }
    gsize size = n_filters > 1 ? MAX_STREAM_BYTES : unfolded_size (body, (gsize) (end - body), MAX_STREAM_BYTES);
    sum += size;
    if (size >= MAX_STREAM_BYTES || sum > MAX_SUM_BYTES) {
      return FALSE;
    }
  }
  return TRUE;
}
