/* yzt-vector-file-private.h: the prepared form of a vector base map: sections of records, each with a packed R-tree
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cache of this machine, in its byte order. The world is 2^32 units wide and high, y from the north. Five sections hold shapes, each for zooms up to
 * yzt_vector_band_zoom, and five the names. Nothing in the file is trusted: readers check every offset. */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS

#define YZT_VECTOR_N_BANDS 5
#define YZT_VECTOR_N_SECTIONS (2 * YZT_VECTOR_N_BANDS)
static const double yzt_vector_band_zoom[YZT_VECTOR_N_BANDS] = { 7, 9, 11, 13, 30 };
#define YZT_VECTOR_UNITS 4294967296.0

typedef struct {
  guint32 x0, y0, x1, y1; /* closed */
} YztVectorBox;

/* --- writing, on one thread --- */

typedef struct _YztVectorWriter YztVectorWriter;
/** Makes files beginning with @path; they are gone after free. */
YztVectorWriter *yzt_vector_writer_new (const char *path, GError **error);
void yzt_vector_writer_free (YztVectorWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztVectorWriter, yzt_vector_writer_free)
void yzt_vector_writer_add (YztVectorWriter *writer, guint section, const YztVectorBox *box, const GByteArray *record);
/** Everything, ordered and indexed, as @path; an older file is replaced. */
gboolean yzt_vector_writer_finish (YztVectorWriter *writer, const char *path, const char *attribution, GError **error);
guint64 yzt_vector_writer_get_n (YztVectorWriter *writer, guint section);

/* --- reading, any thread --- */

typedef struct _YztVectorFile YztVectorFile;
/** NULL when there is none, or another version's, or a damaged one. */
YztVectorFile *yzt_vector_file_open (const char *path);
void yzt_vector_file_free (YztVectorFile *file);
const char *yzt_vector_file_get_attribution (const YztVectorFile *file);
YztVectorBox yzt_vector_file_get_box (const YztVectorFile *file);
guint64 yzt_vector_file_get_n (const YztVectorFile *file, guint section);
/** @func for every record of @section that meets @box, @record up to @end, until it gives FALSE. */
typedef gboolean (*YztVectorFunc) (const YztVectorBox *box, const guint8 *record, const guint8 *end, gpointer user_data);
void yzt_vector_file_visit (const YztVectorFile *file, guint section, const YztVectorBox *box, YztVectorFunc func, gpointer user_data);

/* --- numbers of a record --- */
void yzt_vector_put (GByteArray *record, guint64 number);
/** FALSE at the end of the record. */
gboolean yzt_vector_get (const guint8 **at, const guint8 *end, guint64 *number_out);
static inline guint64
yzt_vector_zigzag (gint64 number)
{
  return ((guint64) number << 1) ^ (guint64) (number >> 63);
}
static inline gint64
yzt_vector_unzigzag (guint64 number)
{
  return (gint64) (number >> 1) ^ -(gint64) (number & 1);
}
G_END_DECLS
