/* yzt-kind-private.h: the inside of kinds and fields, for the files of this room only
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-kind.h"
G_BEGIN_DECLS

#define YZT_KIND_MAX_FIELDS 200
#define YZT_FIELD_MAX_VALUES 500
#define YZT_KIND_MAX_TEXT_BYTES (64 * 1024)
#define YZT_KIND_MAX_NAME_LENGTH 40

/* --- a text with its translations --- */

typedef struct {
  char *language; /* "zh_CN" */
  char *text;
} YztTranslation;

typedef struct {
  char *plain;          /* English; NULL when only translated or absent */
  GArray *translations; /* YztTranslation; NULL when there are none */
} YztPhrase;

void yzt_phrase_clear (YztPhrase *label);
void yzt_phrase_copy (YztPhrase *to, const YztPhrase *from); /* @to is cleared before */
/** Adds the texts of @from to @to, which lose against them. */
void yzt_phrase_override (YztPhrase *to, const YztPhrase *from);
void yzt_phrase_add (YztPhrase *label, const char *language, const char *text); /* @language NULL: the plain text */
const char *yzt_phrase_get (const YztPhrase *label, const char *language);
gboolean yzt_phrase_is_empty (const YztPhrase *label);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YztPhrase, yzt_phrase_clear)

/* --- one section of the file being parsed --- */

typedef struct {
  GKeyFile *file;
  const char *origin;
  const char *name;      /* "Field stock" */
  GHashTable *languages; /* key without its language → GPtrArray of languages, may be empty */
} YztSection;

void yzt_section_init (YztSection *section, GKeyFile *file, const char *origin, const char *name);
void yzt_section_clear (YztSection *section);
gboolean yzt_section_has (const YztSection *section, const char *key);
/** Sets an error "FILE, section [NAME], key KEY: …"; @key may be NULL. Always returns FALSE. */
gboolean yzt_section_fail (const YztSection *section, const char *key, YztKindError code, GError **error,
                           const char *format, ...) G_GNUC_PRINTF (5, 6);
/* All return FALSE on error; what is absent leaves the default given. */
gboolean yzt_section_read_string (const YztSection *section, const char *key, char **out, GError **error);
gboolean yzt_section_read_label (const YztSection *section, const char *key, YztPhrase *out, GError **error);
gboolean yzt_section_read_list (const YztSection *section, const char *key, GPtrArray *out, GError **error);
gboolean yzt_section_read_boolean (const YztSection *section, const char *key, gboolean *out, GError **error);
gboolean yzt_section_read_number (const YztSection *section, const char *key, double *out, GError **error);
gboolean yzt_section_read_choice (const YztSection *section, const char *key, const char *const *choices,
                                  guint *out, GError **error);

/* --- fields --- */

typedef struct {
  char *code;
  YztPhrase label;
  int level; /* 1 worst … 4, 0 none */
} YztValue;

struct _YztField {
  char *name;
  YztFieldType type;
  YztPhrase label;
  YztPhrase unit;
  YztPhrase group;
  gboolean required;
  gboolean summable;
  gboolean hidden;
  gboolean joined;
  gboolean builtin;
  gboolean has_range;
  double min; /* -HUGE_VAL when open */
  double max;
  gboolean has_level_bounds, levels_fall;
  double level_bounds[YZT_N_KIND_LEVELS]; /* of level 1, 2 …; NAN: not given */
  GPtrArray *aliases;        /* char * */
  GArray *values;            /* YztValue; NULL when no enumeration; shared by copies */
  GHashTable *by_text;       /* char *, exactly as written → index + 1; shared by copies */
  gboolean many;             /* LINK, FILE */
  gboolean inside;           /* LINK: edited inside what it names */
  char **targets;            /* LINK: ids of kinds; NULL: any */
  char *person_phone;        /* TEXT: a person, and the field of their telephone ("" none); NULL: no person */
  char *when_field;          /* asked for only where this field of the row… */
  char **when_values;        /* …has one of these values; both NULL: always */
  GHashTable *by_folded_text; /* yzt_text_header_key() → index + 1, 0 when ambiguous; shared */
  int index;                 /* column, -1 for pseudo fields */
};

YztField *yzt_field_new (const char *name);
YztField *yzt_field_copy (const YztField *field);
void yzt_field_free (YztField *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztField, yzt_field_free)
/** Index of the value meant by @text (code, label, alias), or -1. */
int yzt_field_find_value (const YztField *field, const char *text);
const YztValue *yzt_field_get_value_by_code (const YztField *field, const char *code);
/** LevelFrom.1 … or LevelUpTo.1 … of a number. */
gboolean yzt_field_read_levels (YztField *field, const YztSection *section, GError **error);

/* Cells of LINK and FILE fields; @text is put into the form that is kept (each value once, ";" between). */
gboolean yzt_field_parse_link (const YztField *field, const char *text, YztCell *cell, GError **error);
gboolean yzt_field_parse_file (const YztField *field, const char *text, YztCell *cell, GError **error);

/** A whole [Field …] section of a kind's own. */
YztField *yzt_field_new_from_section (const YztSection *section, const char *name, gboolean abstract,
                                      GError **error);
/** Labels and aliases which a kind adds to a built-in field. */
gboolean yzt_field_restate (YztField *field, const YztSection *section, GError **error);

/* --- kinds --- */

struct _YztKind {
  gatomicrefcount ref_count;
  char *id;
  char *table;
  char *source_text;
  char *owner;
  gboolean abstract;
  gboolean visible, verified, wanted, append;
  int order;
  YztKindGeometry geometry;
  YztPhrase label;
  GHashTable *strings;  /* key of [Kind] → YztPhrase * */
  GPtrArray *columns;   /* YztField *, owned */
  GPtrArray *pseudo;    /* YztField *, owned: lon, lat, owner_code */
  GHashTable *by_name;  /* name → YztField *, of both arrays */
  GHashTable *headers;  /* yzt_text_header_key() → YztField * */
  const YztField *level_field;
  const YztField *state_field;
  const YztField *frozen_field;
};

/** A letter a-z, then letters, digits and @extra; @min to YZT_KIND_MAX_NAME_LENGTH of them. */
gboolean yzt_kind_is_identifier (const char *text, gsize min, char extra);
/** The [Kind] section but for what refers to fields; @common NULL for common.kind itself. */
gboolean yzt_kind_read_head (YztKind *kind, const YztSection *section, const YztKind *common, GError **error);
/** An empty kind with the defaults of the format. */
YztKind *yzt_kind_new (void);
/** The field for @name of either array, without the index; used while parsing. */
YztField *yzt_kind_lookup_field (const YztKind *kind, const char *name);
/** Fills by_name and headers and numbers the columns, when all fields are there. */
void yzt_kind_index_fields (YztKind *kind);

G_END_DECLS
