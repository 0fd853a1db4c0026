/* yzt-plan-copy.c: a reading copy of a plan: its text as shown, standard sections, telephone numbers, names of things on the map, hits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-plan-copy.h"
#include <string.h>
#include "yzt-plan-structure.h"

#define HITS_MAX 10000
#define MARKS_MAX 20000
#define NAME_MIN_CHARS 3  /* of a thing: shorter ones are words */
#define NAME_MAX_BYTES 120
#define LABEL_CHARS 18

/* --- standard sections --- */

static void
find_topics (YztPlanCopy *self)
{
  guint n = yzt_plan_topic_get_n ();
  self->topics = g_new (int, n + 1);
  for (guint i = 0; i <= n; i++) {
    self->topics[i] = -1;
  }
  for (guint i = 0; i < self->sections->len; i++) {
    const YztPlanShown *section = &g_array_index (self->sections, YztPlanShown, i);
    int topic = section->depth > 0 && !section->goes_on ? yzt_plan_topic_of_heading (section->heading) : -1;
    if (topic >= 0 && self->topics[topic] < 0) {
      self->topics[topic] = (int) i;
    }
  }
}

/* --- text as shown --- */

static void
append_broken_line (GString *shown, const char *line, gsize bytes)
{
  guint in_line = 0;
  for (const char *at = line; at < line + bytes; at = g_utf8_next_char (at)) {
    if (++in_line > YZT_PLAN_LINE_MAX) {
      g_string_append_c (shown, '\n');
      in_line = 1;
    }
    g_string_append_len (shown, at, g_utf8_next_char (at) - at);
  }
}

/* Nearly all lines are short enough as they are: a character has a byte at least. */
static void
append_broken (GString *shown, const char *text)
{
  for (const char *line = text; *line != '\0';) {
    gsize bytes = strcspn (line, "\n");
    if (bytes > YZT_PLAN_LINE_MAX) {
      append_broken_line (shown, line, bytes);
    } else {
      g_string_append_len (shown, line, (gssize) bytes);
    }
    line += bytes;
    if (*line == '\n') {
      g_string_append_c (shown, '\n');
      line++;
    }
  }
}

static void
shown_clear (gpointer data)
{
  YztPlanShown *shown = data;
  g_free (shown->heading);
  g_free (shown->path);
  g_free (shown->shown);
}

static void
add_part (YztPlanCopy *self, const YztPlanSection *section, guint origin, const char *text, gsize bytes, guint heading_chars, gboolean goes_on)
{
  YztPlanShown one = { .depth = section->depth, .origin = origin, .goes_on = goes_on, .heading = g_strdup (section->heading != NULL ? section->heading : ""),
                       .path = g_strdup (section->path != NULL ? section->path : ""), .shown = g_strndup (text, bytes), .heading_chars = heading_chars };
  one.chars = (guint) g_utf8_strlen (one.shown, -1);
  self->chars += one.chars;
  g_array_append_val (self->sections, one);
}

/* Where a part of at most YZT_PLAN_PART_MAX characters ends: at the last end of a line, of which there is one in every YZT_PLAN_LINE_MAX. */
static const char *
end_of_part (const char *from)
{
  const char *at = from, *end = NULL;
  gsize left = strnlen (from, YZT_PLAN_PART_MAX);
  if (left < YZT_PLAN_PART_MAX) {
    return from + left;
  }
  for (guint chars = 0; *at != '\0' && chars < YZT_PLAN_PART_MAX; chars++) {
    end = *at == '\n' ? at + 1 : end;
    at = g_utf8_next_char (at);
  }
  return *at != '\0' && end != NULL ? end : at;
}

static void
add_section (YztPlanCopy *self, const YztPlanSection *section, guint origin)
{
  const char *heading = section->heading != NULL ? section->heading : "";
  g_autoptr (GString) shown = g_string_sized_new (strlen (heading) + (section->text != NULL ? strlen (section->text) : 0) + 4);
  append_broken (shown, heading);
  guint heading_chars = (guint) g_utf8_strlen (shown->str, -1);
  if (shown->len > 0) {
    g_string_append_c (shown, '\n');
  }
  append_broken (shown, section->text != NULL ? section->text : "");
  if (shown->len == 0 || shown->str[shown->len - 1] != '\n') {
    g_string_append_c (shown, '\n');
  }
  for (const char *at = shown->str; *at != '\0';) {
    const char *end = end_of_part (at);
    gboolean goes_on = at > shown->str;
    add_part (self, section, origin, at, (gsize) (end - at), goes_on ? 0 : heading_chars, goes_on);
    at = end;
  }
}

/* --- names of things --- */

typedef struct {
  GHashTable *names;    /* name → slot + 1; of two things of one name the first */
  GHashTable *begins;   /* the first two characters → bit for each length in bytes / 3, as far as a word has bits */
} Names;

static guint32
begin_of (const char *text)
{
  gunichar first = g_utf8_get_char (text);
  gunichar second = first != 0 ? g_utf8_get_char (g_utf8_next_char (text)) : 0;
  return (guint32) (first * 65599u + second);
}

static void
names_fill (Names *names, YztGeneration *generation)
{
  guint n = yzt_generation_get_n_slots (generation);
  names->names = g_hash_table_new (g_str_hash, g_str_equal);
  names->begins = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n; i++) {
    YztItem item;
    if (!yzt_generation_get_item (generation, i, &item) || item.name == NULL || item.lon != item.lon) {
      continue;
    }
    gsize bytes = strlen (item.name);
    if (bytes > NAME_MAX_BYTES || g_utf8_strlen (item.name, -1) < NAME_MIN_CHARS || g_hash_table_contains (names->names, item.name)) {
      continue;
    }
    gpointer begin = GUINT_TO_POINTER (begin_of (item.name));
    gsize lengths = GPOINTER_TO_SIZE (g_hash_table_lookup (names->begins, begin)) | (gsize) 1 << (bytes / 3);
    g_hash_table_insert (names->begins, begin, GSIZE_TO_POINTER (lengths));
    g_hash_table_insert (names->names, (gpointer) item.name, GUINT_TO_POINTER (i + 1));
  }
}

/* The longest name that begins at @at; 0: none. Characters passed to *chars. */
static guint
name_at (Names *names, const char *at, gsize *bytes_out)
{
  gsize lengths = GPOINTER_TO_SIZE (g_hash_table_lookup (names->begins, GUINT_TO_POINTER (begin_of (at))));
  char name[NAME_MAX_BYTES + 4];
  gsize left = lengths != 0 ? strnlen (at, NAME_MAX_BYTES + 3) : 0;
  for (gsize bytes = MIN (left, NAME_MAX_BYTES); bytes >= NAME_MIN_CHARS && lengths != 0; bytes--) {
    if ((lengths >> (bytes / 3) & 1) == 0 || ((guchar) at[bytes] & 0xc0) == 0x80) {
      continue;
    }
    memcpy (name, at, bytes);
    name[bytes] = '\0';
    gpointer slot = g_hash_table_lookup (names->names, name);
    if (slot != NULL) {
      *bytes_out = bytes;
      return GPOINTER_TO_UINT (slot);
    }
  }
  return 0;
}

/* --- marks --- */

static void
mark_clear (gpointer data)
{
  YztPlanMark *mark = data;
  g_free (mark->text);
  g_free (mark->label);
}

/* What the line says just before the number: who is called. */
static char *
label_before (const char *line, gsize from)
{
  const char *end = line + from, *at = end;
  guint chars = 0;
  while (at > line && chars < LABEL_CHARS) {
    const char *before = g_utf8_prev_char (at);
    gunichar c = g_utf8_get_char (before);
    if (c == 0x3002 || c == 0xff1b || c == ';') { /* the end of a sentence */
      break;
    }
    at = before;
    chars++;
  }
  g_autofree char *piece = g_strndup (at, (gsize) (end - at));
  g_strdelimit (piece, "\t", ' ');
  return g_strdup (g_strstrip (piece));
}

static void
mark_phones (YztPlanCopy *self, guint index)
{
  const YztPlanShown *section = &g_array_index (self->sections, YztPlanShown, index);
  g_autoptr (GArray) phones = yzt_plan_find_phones (section->shown);
  const char *at = section->shown;
  guint chars = 0;
  for (guint i = 0; i < phones->len && self->marks->len < MARKS_MAX / 2; i++) {
    const YztPlanPhone *phone = &g_array_index (phones, YztPlanPhone, i);
    at = g_utf8_offset_to_pointer (at, (glong) (phone->from - chars));
    chars = phone->from;
    const char *line = at;
    while (line > section->shown && line[-1] != '\n') {
      line--;
    }
    YztPlanMark mark = { .type = YZT_PLAN_MARK_PHONE, .section = index, .from = phone->from, .to = phone->to, .text = g_strdup (phone->number),
                         .label = label_before (line, (gsize) (at - line)) };
    g_array_append_val (self->marks, mark);
  }
}

static void
mark_things (GArray *marks, const YztPlanShown *section, guint index, Names *names, YztGeneration *generation)
{
  guint chars = 0;
  for (const char *at = section->shown; *at != '\0' && marks->len < MARKS_MAX; at = g_utf8_next_char (at), chars++) {
    gsize bytes = 0;
    guint slot = name_at (names, at, &bytes);
    YztItem item;
    if (slot == 0 || !yzt_generation_get_item (generation, slot - 1, &item)) {
      continue;
    }
    guint length = (guint) g_utf8_strlen (at, (gssize) bytes);
    YztPlanMark mark = { .type = YZT_PLAN_MARK_THING, .section = index, .from = chars, .to = chars + length, .text = g_strdup (item.name), .kind = item.kind, .fid = item.fid };
    g_array_append_val (marks, mark);
    chars += length - 1;
    at = g_utf8_offset_to_pointer (at, (glong) length - 1);
  }
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const YztPlanMark *one = a, *two = b;
  return one->section != two->section ? (one->section < two->section ? -1 : 1) : (one->from > two->from) - (one->from < two->from);
}

static GArray *
marks_new (void)
{
  GArray *marks = g_array_new (FALSE, TRUE, sizeof (YztPlanMark));
  g_array_set_clear_func (marks, mark_clear);
  return marks;
}

GArray *
yzt_plan_copy_mark_things (const YztPlanCopy *self, YztGeneration *generation)
{
  g_return_val_if_fail (self != NULL && generation != NULL, NULL);
  GArray *marks = marks_new ();
  Names names;
  for (guint i = 0; i < self->marks->len; i++) {
    YztPlanMark mark = g_array_index (self->marks, YztPlanMark, i);
    mark.text = g_strdup (mark.text);
    mark.label = g_strdup (mark.label);
    g_array_append_val (marks, mark);
  }
  names_fill (&names, generation);
  for (guint i = 0; i < self->sections->len && g_hash_table_size (names.names) > 0; i++) {
    mark_things (marks, &g_array_index (self->sections, YztPlanShown, i), i, &names, generation);
  }
  g_array_sort (marks, compare_marks);
  g_hash_table_unref (names.names);
  g_hash_table_unref (names.begins);
  return marks;
}

void
yzt_plan_copy_set_marks (YztPlanCopy *self, GArray *marks)
{
  g_return_if_fail (self != NULL && marks != NULL);
  g_array_unref (self->marks);
  self->marks = marks;
}

YztPlanCopy *
yzt_plan_copy_new (GArray *sections)
{
  g_return_val_if_fail (sections != NULL, NULL);
  YztPlanCopy *self = g_atomic_rc_box_new0 (YztPlanCopy);
  self->sections = g_array_new (FALSE, TRUE, sizeof (YztPlanShown));
  self->marks = marks_new ();
  g_array_set_clear_func (self->sections, shown_clear);
  for (guint i = 0; i < sections->len; i++) {
    add_section (self, &g_array_index (sections, YztPlanSection, i), i);
  }
  find_topics (self);
  for (guint i = 0; i < self->sections->len; i++) {
    mark_phones (self, i);
  }
  return self;
}

static void
clear (gpointer data)
{
  YztPlanCopy *self = data;
  g_array_unref (self->sections);
  g_array_unref (self->marks);
  g_free (self->topics);
}

YztPlanCopy *
yzt_plan_copy_ref (YztPlanCopy *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
yzt_plan_copy_unref (YztPlanCopy *self)
{
  if (self != NULL) {
    g_atomic_rc_box_release_full (self, clear);
  }
}

/* --- finding --- */

/* As strcasestr in UTF-8, where only the letters of ASCII have two cases; a word of Chinese or of figures is found many times faster. */
static const char *
find_in_any_case (const char *text, const char *word)
{
  gsize bytes = strlen (word), caseless = strcspn (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  if (caseless == bytes) {
    return strstr (text, word);
  }
  char lower = g_ascii_tolower (*word), upper = g_ascii_toupper (*word);
  g_autofree char *begin = g_strndup (word, caseless);
  for (const char *at = text; *at != '\0'; at++) {
    if (caseless > 0 && (at = strstr (at, begin)) == NULL) {
      return NULL;
    }
    if ((*at == lower || *at == upper) && g_ascii_strncasecmp (at, word, bytes) == 0) {
      return at;
    }
  }
  return NULL;
}

static void
find_word (const YztPlanShown *section, guint index, const char *word, GArray *hits)
{
  guint word_chars = (guint) g_utf8_strlen (word, -1), chars = 0;
  const char *counted = section->shown;
  for (const char *at = find_in_any_case (section->shown, word); at != NULL && hits->len < HITS_MAX; at = find_in_any_case (at + strlen (word), word)) {
    chars += (guint) g_utf8_strlen (counted, at - counted);
    counted = at;
    YztPlanPassage hit = { index, chars, chars + word_chars };
    g_array_append_val (hits, hit);
  }
}

static int
compare_passages (gconstpointer a, gconstpointer b)
{
  const YztPlanPassage *one = a, *two = b;
  return one->section != two->section ? (one->section < two->section ? -1 : 1) : (one->from > two->from) - (one->from < two->from);
}

GArray *
yzt_plan_copy_find (const YztPlanCopy *self, const char *words)
{
  g_return_val_if_fail (self != NULL && words != NULL, NULL);
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (YztPlanPassage));
  g_autofree char *clean = g_strstrip (g_strdup (words));
  g_auto (GStrv) parts = g_strsplit_set (clean, " \t\n", -1);
  for (guint i = 0; i < self->sections->len; i++) {
    for (guint w = 0; parts[w] != NULL; w++) {
      if (*parts[w] != '\0' && !g_strv_contains ((const char *const *) parts + w + 1, parts[w])) {
        find_word (&g_array_index (self->sections, YztPlanShown, i), i, parts[w], hits);
      }
    }
  }
  g_array_sort (hits, compare_passages);
  return hits;
}

guint
yzt_plan_copy_section (const YztPlanCopy *self, const char *path, guint origin)
{
  g_return_val_if_fail (self != NULL, 0);
  guint at_origin = self->sections->len > 0 ? self->sections->len - 1 : 0;
  for (guint i = 0; i < self->sections->len; i++) {
    const YztPlanShown *section = &g_array_index (self->sections, YztPlanShown, i);
    if (section->origin == origin && !section->goes_on) {
      at_origin = i;
    }
  }
  /* Two sections may share a path: the one that was meant, if it has it. */
  if (path == NULL || *path == '\0' || self->sections->len == 0
      || g_str_equal (g_array_index (self->sections, YztPlanShown, at_origin).path, path)) {
    return at_origin;
  }
  for (guint i = 0; i < self->sections->len; i++) {
    const YztPlanShown *section = &g_array_index (self->sections, YztPlanShown, i);
    if (!section->goes_on && g_str_equal (section->path, path)) {
      return i;
    }
  }
  return at_origin;
}
