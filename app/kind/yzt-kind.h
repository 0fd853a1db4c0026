/* yzt-kind.h: kinds of things as .kind files describe them: fields, validation, labels, symbols, aliases
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure: parses bytes, reads no files. A YztKind is immutable and atomically reference counted; any thread may read it.
 * The language of labels is an argument ("zh_CN", "en"); a missing translation falls back to English. */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS

#define YZT_KIND_MAX_BYTES (256 * 1024)
#define YZT_KIND_VERSION 1
#define YZT_N_KIND_LEVELS 4 /* 1 worst … 4; 0 is none */

typedef enum {
  YZT_FIELD_TEXT, YZT_FIELD_MULTILINE, YZT_FIELD_INTEGER, YZT_FIELD_NUMBER, YZT_FIELD_BOOLEAN, YZT_FIELD_ENUM,
  YZT_FIELD_DATE, YZT_FIELD_DATETIME, YZT_FIELD_PHONE, YZT_FIELD_URL, YZT_FIELD_LONGITUDE, YZT_FIELD_LATITUDE,
  YZT_FIELD_LINK, /* names other things of the map: text "rescue-team/12", several as "rescue-team/12;plan/3" */
  YZT_FIELD_FILE, /* attached files: text "SHA256/name.jpg", several with ";" between; the bytes are in the map (yzt-store-blobs.h) */
} YztFieldType;
typedef enum { YZT_KIND_GEOMETRY_NONE, YZT_KIND_GEOMETRY_POINT, YZT_KIND_GEOMETRY_AREA, YZT_KIND_GEOMETRY_LINE } YztKindGeometry;

/** YztCell: one value of a row. Text is UTF-8 and owned by whoever owns the row.
 * BOOLEAN is integer 0/1; DATE is text "2026-11-22"; DATETIME is text ISO 8601 UTC; ENUM is text, the code. */
typedef enum { YZT_CELL_NULL, YZT_CELL_INTEGER, YZT_CELL_NUMBER, YZT_CELL_TEXT } YztCellType;
typedef struct {
  YztCellType type;
  union { gint64 integer; double number; char *text; } v;
} YztCell;
void yzt_cell_clear (YztCell *cell);
void yzt_cell_copy (YztCell *to, const YztCell *from); /* @to is uninitialised or cleared */
gboolean yzt_cell_equal (const YztCell *a, const YztCell *b);
YztCell yzt_cell_text (const char *text); /* copies; NULL gives a NULL cell */

typedef struct _YztKind YztKind;
typedef struct _YztField YztField;

/** yzt_kind_parse: @common is the parsed common.kind, or %NULL when parsing common.kind itself.
 * @origin names the file in errors. Errors are YZT_KIND_ERROR, one sentence with file, section and key. */
YztKind *yzt_kind_parse (const char *bytes, gsize length, const char *origin, YztKind *common, GError **error);
YztKind *yzt_kind_ref (YztKind *kind);
void yzt_kind_unref (YztKind *kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztKind, yzt_kind_unref)

const char *yzt_kind_get_id (const YztKind *kind);    /* "hazard-source" */
const char *yzt_kind_get_table (const YztKind *kind); /* "hazard_source" */
const char *yzt_kind_get_source_text (const YztKind *kind); /* the whole file as parsed, kept in the map file */
gboolean yzt_kind_is_abstract (const YztKind *kind);
YztKindGeometry yzt_kind_get_geometry (const YztKind *kind);
const char *yzt_kind_get_owner (const YztKind *kind); /* id of the owning kind, or NULL */
const char *yzt_kind_get_label (const YztKind *kind, const char *language);
/** Any key of [Kind] by name, translated when it has translations; NULL when absent. E.g. "Symbol", "Glyph", "Color", "SymbolCode". */
const char *yzt_kind_get_string (const YztKind *kind, const char *key, const char *language);
int yzt_kind_get_order (const YztKind *kind);        /* 1000 when not given */
gboolean yzt_kind_get_visible (const YztKind *kind); /* TRUE when not given */
gboolean yzt_kind_is_verified (const YztKind *kind); /* its rows are records that somebody verifies from time to time; TRUE when not given */
gboolean yzt_kind_is_wanted (const YztKind *kind);   /* its rows say what is needed and not what is there; FALSE when not given */
gboolean yzt_kind_is_append (const YztKind *kind);   /* rows are only added: the store refuses to change, delete, import or take back any; FALSE when not given */
/** From when this field of a row has a value, what its cells say is not changed any more and it is not deleted; empty cells may be filled. NULL: none. */
const YztField *yzt_kind_get_frozen_field (const YztKind *kind);

/* Fields that are columns, in column order: name code [owner_fid is no field] … the kind's own … source verified_at
 * verified_by verified_how attachments created_at updated_at. Pseudo fields lon, lat are not counted here; find them with yzt_kind_find_field. */
guint yzt_kind_get_n_fields (const YztKind *kind);
const YztField *yzt_kind_get_field (const YztKind *kind, guint i);
const YztField *yzt_kind_find_field (const YztKind *kind, const char *name); /* NULL when absent; also "lon", "lat", "owner_code" */
int yzt_kind_get_field_index (const YztKind *kind, const char *name);        /* -1 when absent or pseudo */
const YztField *yzt_kind_get_level_field (const YztKind *kind);              /* an enumeration or a number with level bounds; NULL when none */
const YztField *yzt_kind_get_state_field (const YztKind *kind);
/** The LINK field by which rows of @kind are edited inside what they name; NULL: none. */
const YztField *yzt_kind_get_inside_field (const YztKind *kind);
/** For a column header of a foreign file; name, labels in all languages, then aliases. NULL when unknown. */
const YztField *yzt_kind_match_header (const YztKind *kind, const char *header);

const char *yzt_field_get_name (const YztField *field);
YztFieldType yzt_field_get_field_type (const YztField *field);
const char *yzt_field_type_get_name (YztFieldType type); /* as a kind file writes it: "enum"; static */
const char *yzt_field_get_label (const YztField *field, const char *language);
const char *yzt_field_get_unit (const YztField *field, const char *language); /* NULL when none */
const char *yzt_field_get_group (const YztField *field, const char *language);
gboolean yzt_field_is_required (const YztField *field);
gboolean yzt_field_is_summable (const YztField *field);
gboolean yzt_field_is_hidden (const YztField *field);
/** Several columns of a foreign table that are this field (province, city, street) are joined to one text. */
gboolean yzt_field_is_joined (const YztField *field);
gboolean yzt_field_is_builtin (const YztField *field);
gboolean yzt_field_get_range (const YztField *field, double *min, double *max); /* ±HUGE_VAL where open; FALSE when no bound */
/** LINK and FILE: several values in a cell are allowed. */
gboolean yzt_field_is_many (const YztField *field);
/** LINK: rows of this kind are edited inside the things that they name by this field (a contact of several depots). */
gboolean yzt_field_is_inside (const YztField *field);
/** The field that decides whether a row is asked for this one (a dam's height only of what has a dam); %NULL: every row is. */
const char *yzt_field_get_when (const YztField *field);
/** Whether a row whose deciding field has the value @deciding (may be %NULL) is asked for this field. */
gboolean yzt_field_is_asked (const YztField *field, const char *deciding);
/** TEXT: the field names a person; the name of the field of the same kind that holds their telephone, "" for none. NULL: it names no person. */
const char *yzt_field_get_person_phone (const YztField *field);
/** LINK: ids of the kinds that may be named, NULL-terminated; %NULL: things of any kind. */
const char *const *yzt_field_get_targets (const YztField *field);
/** Enumerations. */
guint yzt_field_get_n_values (const YztField *field);
const char *yzt_field_get_value (const YztField *field, guint i);
const char *yzt_field_get_value_label (const YztField *field, const char *value, const char *language); /* the code itself when unknown */
int yzt_field_get_value_level (const YztField *field, const char *value); /* 1 worst … 4, 0 none */
/** INTEGER and NUMBER: the level is told by the number: from a bound on (500 t and more: level 1), or, where the levels fall, up to it. */
gboolean yzt_field_has_level_bounds (const YztField *field);
gboolean yzt_field_levels_fall (const YztField *field);
double yzt_field_get_level_bound (const YztField *field, int level); /* @level 1 to 4; the bound itself belongs to it; NAN: no such level */
/** Of a value of this field, by fixed value or by number; 1 worst … 4, 0 none. */
int yzt_field_get_cell_level (const YztField *field, const YztCell *cell);

/** yzt_field_parse: text from a form, a CSV cell… into a checked cell: numbers, booleans (是/否/yes/no/1/0/true/false), dates, enum by code, label in
 * any language or alias. A DATETIME without a zone is UTC. Blank text is a NULL cell (an error when required). Text over 64 KiB is refused.
 * Errors: YZT_KIND_ERROR_VALUE, "… must be a number, not “abc”"; the sentence does not name the field. */
gboolean yzt_field_parse (const YztField *field, const char *text, YztCell *cell_out, GError **error);
/** The same; a DATETIME without a zone is what the clock on the wall showed in @zone (the map's; %NULL: UTC). */
gboolean yzt_field_parse_in_zone (const YztField *field, const char *text, GTimeZone *zone, YztCell *cell_out, GError **error);
/** A number that was written with a unit ("500 kg" where tonnes are asked): in the field's own unit. @words_out: "500 kg = 0.5 t", NULL when it was the field's own; free.
 * FALSE without error: it is no number with a unit, or the field has none. FALSE + YZT_KIND_ERROR_VALUE: a unit that cannot be turned into the field's, named in the sentence. */
gboolean yzt_field_read_unit (const YztField *field, const char *text, const char *language, double *number_out, char **words_out, GError **error);
/** Checks type, range, enum and required of a cell. */
gboolean yzt_field_check (const YztField *field, const YztCell *cell, GError **error);
/** In words for the screen: enum label, number grouped with unit, yes/no, dates; "" for NULL. @zone for DATETIME (may be NULL: UTC). */
char *yzt_field_format (const YztField *field, const YztCell *cell, const char *language, GTimeZone *zone);
/** For files and forms: reads back with yzt_field_parse to the same cell; C locale; "" for NULL. */
char *yzt_field_format_plain (const YztField *field, const YztCell *cell);
/** SQLite column type: "TEXT", "INTEGER", "REAL"; GeoPackage: also "BOOLEAN", "DATE", "DATETIME". */
const char *yzt_field_get_column_type (const YztField *field);

/* --- what stands in the cells of LINK and FILE fields; whether it is there is told by app/model/yzt-links.h --- */
typedef struct {
  char *kind; /* id */
  gint64 fid; /* 1 to 2^53 − 1 */
} YztLink;
typedef struct {
  char *sha256; /* 64 lower case hexadecimal digits */
  char *name;   /* of the file, without a folder */
} YztAttachment;
void yzt_link_clear (YztLink *link);
void yzt_attachment_clear (YztAttachment *attachment);
/** (element-type YztLink), clear func set; @text may be %NULL. What is no link is left out. */
GArray *yzt_links_from_text (const char *text);
/** %NULL when there is none: a cell without a value. */
char *yzt_links_to_text (const GArray *links);
GArray *yzt_attachments_from_text (const char *text);
char *yzt_attachments_to_text (const GArray *attachments);
/** @name as it may stand in a cell: no folder, no ; and no control characters, at most 120 characters, never empty. */
char *yzt_attachment_safe_name (const char *name);

typedef enum { YZT_KIND_ERROR_SYNTAX, YZT_KIND_ERROR_VERSION, YZT_KIND_ERROR_NAME, YZT_KIND_ERROR_VALUE, YZT_KIND_ERROR_SIZE } YztKindError;
#define YZT_KIND_ERROR (yzt_kind_error_quark ())
GQuark yzt_kind_error_quark (void);

/** So many kinds with a place may one map hold: their index is a bit of a 64 bit number in every filter. Kinds without a place are not limited. */
#define YZT_KINDS_ON_MAP_MAX 64
/** YztKindSet: the kinds in force: those with a place first (index below YZT_KINDS_ON_MAP_MAX), then the others, each group ordered by Order then id;
 * immutable, atomically reference counted. */
typedef struct _YztKindSet YztKindSet;
/** Takes references; a later kind with the same id replaces an earlier one. */
YztKindSet *yzt_kind_set_new (YztKind *const *kinds, guint n_kinds);
YztKindSet *yzt_kind_set_ref (YztKindSet *set);
void yzt_kind_set_unref (YztKindSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztKindSet, yzt_kind_set_unref)
guint yzt_kind_set_get_n (const YztKindSet *set);
YztKind *yzt_kind_set_get (const YztKindSet *set, guint i);           /* (transfer none) */
YztKind *yzt_kind_set_find (const YztKindSet *set, const char *id);   /* by id or table name; NULL when unknown */
int yzt_kind_set_index (const YztKindSet *set, const char *id);       /* -1 when unknown */

/** YztRow: one row of a kind's table. @cells has yzt_kind_get_n_fields() cells in that order. */
typedef struct {
  YztKind *kind;     /* owned reference */
  gint64 fid;        /* 0: not yet given */
  gint64 owner_fid;  /* 0 unless the kind has an owner */
  gboolean has_position;
  double lon, lat;   /* WGS 84 degrees; for areas a point inside, for lines one on them */
  GBytes *geometry;  /* GeoPackage blob of an AREA or LINE kind, else NULL; owned */
  YztCell *cells;    /* owned */
} YztRow;
YztRow *yzt_row_new (YztKind *kind); /* all cells NULL */
YztRow *yzt_row_copy (const YztRow *row);
void yzt_row_free (YztRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztRow, yzt_row_free)
/** By field name; NULL / 0 when absent or NULL. */
const YztCell *yzt_row_get (const YztRow *row, const char *field);
const char *yzt_row_get_text (const YztRow *row, const char *field);
void yzt_row_set (YztRow *row, const char *field, const YztCell *cell); /* copies; programmer's error when the field is unknown */
void yzt_row_set_text (YztRow *row, const char *field, const char *text);
/** Every field checked; the first problem in words "Label: …"; @language for the label. */
gboolean yzt_row_check (const YztRow *row, const char *language, GError **error);
int yzt_row_get_level (const YztRow *row); /* 0 none, 1 worst … 4 */
/** What the row says of its level: the label of a fixed value; of a number "Ⅰ · 520 t", or "12 t" below every level; "" when nothing is said. Free. */
char *yzt_row_format_level (const YztRow *row, const char *language);
/** "Ⅱ" for level 2; "" for none. */
const char *yzt_level_numeral (int level);
G_END_DECLS
