/* yzt-rules-intake.c: the line typed at the telephone taken apart: time, place, type, substance, figures, each with where it stands
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-rules-incident-private.h"
#include <string.h>

/* Longer lines are read to here; the rest is kept as text. */
#define MAX_CHARACTERS 2000

static void
chip_clear (gpointer data)
{
  YztIntakeChip *chip = data;
  g_free (chip->words);
  g_free (chip->value);
}

static gunichar
fold (gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e) {
    c -= 0xfee0;
  } else if (c == 0x3000) {
    c = ' ';
  }
  return g_unichar_tolower (c);
}

static gboolean
is_english (gunichar c)
{
  return c < 0x250 && g_unichar_isalpha (c);
}

/* --- words --- */

guint
yzt_intake_at (const YztIntakeLine *line, guint at, const gunichar *needle)
{
  guint length = 0;
  for (; needle[length] != 0; length++) {
    if (at + length >= line->n || line->c[at + length] != needle[length]) {
      return 0;
    }
  }
  gboolean cuts_before = at > 0 && is_english (needle[0]) && is_english (line->c[at - 1]);
  gboolean cuts_behind = length > 0 && at + length < line->n && is_english (needle[length - 1]) && is_english (line->c[at + length]);
  /* "leaks", "fires" are the word, too. */
  if (cuts_behind && line->c[at + length] == 's' && (at + length + 1 >= line->n || !is_english (line->c[at + length + 1]))) {
    cuts_behind = FALSE;
    length++;
  }
  return cuts_before || cuts_behind ? 0 : length;
}

guint
yzt_intake_word_at (const YztIntakeLine *line, guint at, const char *part, const char **value_out)
{
  for (guint i = 0; i < line->rules->words->len; i++) {
    const YztIntakeWord *word = &g_array_index (line->rules->words, YztIntakeWord, i);
    if (word->needles->len == 1 && g_str_equal (word->part, part)) {
      guint length = yzt_intake_at (line, at, word->needles->pdata[0]);
      if (length > 0) {
        if (value_out != NULL) {
          *value_out = word->value;
        }
        return length;
      }
    }
  }
  return 0;
}

guint
yzt_intake_word_before (const YztIntakeLine *line, guint end, const char *part)
{
  for (guint i = 0; i < line->rules->words->len; i++) {
    const YztIntakeWord *word = &g_array_index (line->rules->words, YztIntakeWord, i);
    if (word->needles->len == 1 && word->length <= end && g_str_equal (word->part, part)
        && yzt_intake_at (line, end - word->length, word->needles->pdata[0]) == word->length) {
      return word->length;
    }
  }
  return 0;
}

gboolean
yzt_intake_is_free (const YztIntakeLine *line, guint from, guint to)
{
  for (guint i = from; i < to; i++) {
    if (line->taken[i]) {
      return FALSE;
    }
  }
  return TRUE;
}

void
yzt_intake_add (YztIntakeLine *line, guint part, guint from, guint to, const char *value, gboolean about)
{
  YztIntakeChip chip = { .part = part, .start = line->byte[from], .end = line->byte[to], .value = g_strdup (value), .about = about };
  chip.words = g_strndup (line->text + chip.start, chip.end - chip.start);
  memset (line->taken + from, 1, to - from);
  g_array_append_val (line->out->chips, chip);
}

/* --- type, substance, status --- */

static int
find_needle (const YztIntakeLine *line, const gunichar *needle, guint *length_out)
{
  for (guint i = 0; i < line->n; i++) {
    guint length = yzt_intake_at (line, i, needle);
    if (length > 0) {
      *length_out = length;
      return (int) i;
    }
  }
  return -1;
}

/* Where all needles of @word stand; FALSE when one is missing. The span is that of the last one, which says what happened. */
static gboolean
find_word (const YztIntakeLine *line, const YztIntakeWord *word, guint *from_out, guint *to_out)
{
  for (guint i = 0; i < word->needles->len; i++) {
    guint length = 0;
    int at = find_needle (line, word->needles->pdata[i], &length);
    if (at < 0) {
      return FALSE;
    }
    *from_out = (guint) at;
    *to_out = (guint) at + length;
  }
  return TRUE;
}

/* Words are sorted longest first; two words together say more than any one. */
static const YztIntakeWord *
find_best (const YztIntakeLine *line, const char *part, guint *from_out, guint *to_out)
{
  const YztIntakeWord *best = NULL;
  for (guint i = 0; i < line->rules->words->len; i++) {
    const YztIntakeWord *word = &g_array_index (line->rules->words, YztIntakeWord, i);
    guint from = 0, to = 0;
    gboolean better = best == NULL || word->needles->len > best->needles->len;
    if (better && g_str_equal (word->part, part) && find_word (line, word, &from, &to)) {
      /* "其他" words (an explosion, a collapse of no known kind) give way to any other. */
      if (best != NULL && g_str_equal (word->value, "other")) {
        continue;
      }
      best = word;
      *from_out = from;
      *to_out = to;
    }
  }
  return best;
}

static void
find_named (YztIntakeLine *line, const char *part, guint chip, char **out)
{
  guint from = 0, to = 0;
  const YztIntakeWord *word = find_best (line, part, &from, &to);
  if (word == NULL) {
    return;
  }
  g_free (*out);
  *out = g_strdup (word->value);
  /* What another chip has taken is concluded from the same words: no span of its own. */
  gboolean is_free = yzt_intake_is_free (line, from, to);
  yzt_intake_add (line, chip, is_free ? from : 0, is_free ? to : 0, word->value, FALSE);
}

/* --- the whole --- */

static int
compare_chips (gconstpointer a, gconstpointer b)
{
  const YztIntakeChip *one = a, *two = b;
  return one->start != two->start ? (one->start < two->start ? -1 : 1) : (int) one->part - (int) two->part;
}

static const char *
status_word (const char *status, const char *language)
{
  gboolean chinese = language != NULL && g_str_has_prefix (language, "zh");
  if (g_str_equal (status, "exercise")) {
    return chinese ? "【演练】" : "[EXERCISE] ";
  }
  return g_str_equal (status, "test") ? (chinese ? "【测试】" : "[TEST] ") : "";
}

static gboolean
names_it (const YztIntakeChip *chip)
{
  return chip->part == YZT_INTAKE_PLACE || chip->part == YZT_INTAKE_TYPE || chip->part == YZT_INTAKE_SUBSTANCE;
}

/* Marks that stand alone when what was beside them is gone. */
static gboolean
is_mark (gunichar c)
{
  static const char marks[] = "，。；：、！？（）,;:!?()-“”\"";
  return g_unichar_isspace (c) || g_utf8_strchr (marks, -1, c) != NULL;
}

static char *
strip_marks (const char *text)
{
  const char *from = text, *to = text + strlen (text);
  while (from < to && is_mark (g_utf8_get_char (from))) {
    from = g_utf8_next_char (from);
  }
  while (to > from && is_mark (g_utf8_get_char (g_utf8_prev_char (to)))) {
    to = g_utf8_prev_char (to);
  }
  return g_strndup (from, (gsize) (to - from));
}

/* From the first to the last of place, substance and type, without what else stands between; all words where the place is not known. */
static char *
make_title (const YztIntakeLine *line)
{
  GArray *chips = line->out->chips;
  guint from = G_MAXUINT, to = 0;
  for (guint i = 0; i < chips->len; i++) {
    const YztIntakeChip *chip = &g_array_index (chips, YztIntakeChip, i);
    if (names_it (chip) && chip->end > chip->start) {
      from = MIN (from, chip->start);
      to = MAX (to, chip->end);
    }
  }
  /* Nothing is known but who was hurt: the words as they are. */
  if (from == G_MAXUINT && *line->out->type == '\0') {
    g_autofree char *whole = strip_marks (line->text);
    return g_utf8_substring (whole, 0, MIN (g_utf8_strlen (whole, -1), 60));
  }
  /* Without a place the other words say more than the type alone. */
  if (*line->out->place == '\0') {
    from = 0;
    to = (guint) strlen (line->text);
  }
  g_autoptr (GString) title = g_string_new (NULL);
  for (guint i = 0; i < line->n; i++) {
    gboolean keeps = line->byte[i] >= from && line->byte[i] < to;
    for (guint k = 0; keeps && k < chips->len; k++) {
      const YztIntakeChip *chip = &g_array_index (chips, YztIntakeChip, k);
      keeps = names_it (chip) || line->byte[i] < chip->start || line->byte[i] >= chip->end;
    }
    if (keeps) {
      g_string_append_len (title, line->text + line->byte[i], line->byte[i + 1] - line->byte[i]);
    }
  }
  g_autofree char *stripped = strip_marks (title->str);
  g_autofree char *whole = *stripped == '\0' ? strip_marks (line->text) : g_steal_pointer (&stripped);
  return g_utf8_substring (whole, 0, MIN (g_utf8_strlen (whole, -1), 60));
}

static void
line_init (YztIntakeLine *line, const YztIncidentRules *rules, const char *text)
{
  line->rules = rules;
  line->text = text;
  line->n = (guint) MIN (g_utf8_strlen (text, -1), MAX_CHARACTERS);
  line->c = g_new0 (gunichar, line->n + 1);
  line->byte = g_new0 (guint, line->n + 1);
  line->taken = g_new0 (guint8, line->n + 1);
  const char *at = text;
  for (guint i = 0; i < line->n; i++, at = g_utf8_next_char (at)) {
    line->c[i] = fold (g_utf8_get_char (at));
    line->byte[i] = (guint) (at - text);
  }
  line->byte[line->n] = (guint) (at - text);
}

YztIntake *
yzt_intake_parse (const YztIncidentRules *rules, const char *text, gint64 now_ms, GTimeZone *zone, const char *language)
{
  g_return_val_if_fail (rules != NULL && text != NULL, NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  YztIntake *out = g_new0 (YztIntake, 1);
  YztIntakeLine line = { .out = out, .now_ms = now_ms, .zone = zone != NULL ? zone : utc };
  out->chips = g_array_new (FALSE, TRUE, sizeof (YztIntakeChip));
  g_array_set_clear_func (out->chips, chip_clear);
  out->place = g_strdup ("");
  out->type = g_strdup ("");
  out->substance = g_strdup ("");
  out->status = g_strdup ("actual");
  yzt_figures_init (&out->figures);
  line_init (&line, rules, valid);
  find_named (&line, "status", YZT_INTAKE_STATUS, &out->status);
  yzt_intake_find_time (&line);
  find_named (&line, "type", YZT_INTAKE_TYPE, &out->type);
  find_named (&line, "substance", YZT_INTAKE_SUBSTANCE, &out->substance);
  yzt_intake_find_figures (&line);
  yzt_intake_find_place (&line);
  g_array_sort (out->chips, compare_chips);
  g_autofree char *title = make_title (&line);
  out->title = g_strconcat (status_word (out->status, language), title, NULL);
  g_free (line.c);
  g_free (line.byte);
  g_free (line.taken);
  return out;
}

void
yzt_intake_free (YztIntake *intake)
{
  if (intake != NULL) {
    g_array_unref (intake->chips);
    g_free (intake->place);
    g_free (intake->type);
    g_free (intake->substance);
    g_free (intake->status);
    g_free (intake->title);
    g_free (intake);
  }
}
