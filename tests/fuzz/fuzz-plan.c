/* fuzz-plan.c: documents of plans as people send them: text, Markdown, HTML, the XML inside of Word and OpenDocument, PDF; and all that is read out of them
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte chooses what the rest is. */
#include "config.h"
#include "fuzz.h"
#include <math.h>
#include <string.h>
#include <zlib.h>
#include "yzt-plan-index.h"
#include "yzt-plan-structure.h"

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_start ();
  return 0;
}

static void
put (GByteArray *out, guint32 value, guint n)
{
  for (guint i = 0; i < n; i++) {
    guint8 byte = (guint8) (value >> 8 * i);
    g_byte_array_append (out, &byte, 1);
  }
}

/* A zip of one part, not deflated. */
static GBytes *
pack (const char *name, const uint8_t *data, size_t size)
{
  GByteArray *out = g_byte_array_new ();
  guint32 sum = (guint32) crc32 (0, data, (uInt) size), length = (guint32) strlen (name);
  const guint32 local[][2] = { { 0x04034b50, 4 }, { 20, 2 }, { 0x800, 2 }, { 0, 2 }, { 0, 4 }, { sum, 4 }, { (guint32) size, 4 }, { (guint32) size, 4 }, { length, 2 }, { 0, 2 } };
  for (guint i = 0; i < G_N_ELEMENTS (local); i++) {
    put (out, local[i][0], local[i][1]);
  }
  g_byte_array_append (out, (const guint8 *) name, length);
  g_byte_array_append (out, data, (guint) size);
  guint32 directory = out->len;
  const guint32 central[][2] = { { 0x02014b50, 4 }, { 20, 2 }, { 20, 2 }, { 0x800, 2 }, { 0, 2 }, { 0, 4 }, { sum, 4 }, { (guint32) size, 4 }, { (guint32) size, 4 },
                                 { length, 2 }, { 0, 4 }, { 0, 4 }, { 0, 4 }, { 0, 4 } };
  for (guint i = 0; i < G_N_ELEMENTS (central); i++) {
    put (out, central[i][0], central[i][1]);
  }
  g_byte_array_append (out, (const guint8 *) name, length);
  guint32 end = out->len;
  const guint32 tail[][2] = { { 0x06054b50, 4 }, { 0, 4 }, { 1, 2 }, { 1, 2 }, { end - directory, 4 }, { directory, 4 }, { 0, 2 } };
  for (guint i = 0; i < G_N_ELEMENTS (tail); i++) {
    put (out, tail[i][0], tail[i][1]);
  }
  return g_byte_array_free_to_bytes (out);
}

static void
check_text (const char *text)
{
  fuzz_assert (text != NULL && g_utf8_validate (text, -1, NULL));
}

static void
check_readings (const YztPlanText *text)
{
  g_autoptr (GArray) readings = yzt_plan_read_metadata (text, "plan.txt");
  for (guint i = 0; i < readings->len; i++) {
    const YztPlanReading *reading = &g_array_index (readings, YztPlanReading, i);
    check_text (reading->value);
    check_text (reading->evidence);
    fuzz_assert (*reading->value != '\0' && reading->confidence > 0 && reading->confidence <= 1);
  }
}

static void
check_structure (const YztPlanText *text)
{
  g_autoptr (YztPlanStructure) structure = yzt_plan_structure_read ((const YztPlanSection *) (const void *) text->sections->data, text->sections->len);
  for (guint i = 0; i < structure->needs->len; i++) {
    const YztPlanNeed *need = &g_array_index (structure->needs, YztPlanNeed, i);
    check_text (need->item);
    check_text (need->sentence);
    fuzz_assert (need->quantity > 0 && need->level >= 0 && need->level <= 4 && need->section < text->sections->len);
  }
  for (guint i = 0; i < structure->steps->len; i++) {
    check_text (g_array_index (structure->steps, YztPlanStep, i).text);
  }
  for (guint i = 0; i < structure->contacts->len; i++) {
    check_text (g_array_index (structure->contacts, YztPlanContact, i).name);
  }
  for (guint i = 0; i < structure->levels->len; i++) {
    int level = g_array_index (structure->levels, YztPlanLevel, i).level;
    fuzz_assert (level >= 1 && level <= 4 && (i == 0 || level > g_array_index (structure->levels, YztPlanLevel, i - 1).level));
  }
}

static void
check_marks (const char *text)
{
  static const char *const words[] = { "a", "1 ", "泄漏", NULL };
  glong n_chars = g_utf8_strlen (text, -1);
  g_autoptr (GArray) spans = yzt_plan_find_spans (text, words, 0), phones = yzt_plan_find_phones (text);
  guint end = 0;
  for (guint i = 0; i < spans->len; i++) {
    const YztPlanSpan *span = &g_array_index (spans, YztPlanSpan, i);
    fuzz_assert (span->from >= end && span->to > span->from && (glong) span->to <= n_chars);
    end = span->to;
  }
  end = 0;
  for (guint i = 0; i < phones->len; i++) {
    const YztPlanPhone *phone = &g_array_index (phones, YztPlanPhone, i);
    fuzz_assert (phone->from >= end && phone->to > phone->from && (glong) phone->to <= n_chars && *phone->number != '\0');
    end = phone->to;
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const origins[] = { "plan.md", "plan.txt", "plan.html", "plan.docx", "plan.odt", "plan.pdf", "plan.doc" };
  g_autoptr (GError) error = NULL;
  if (size < 2 || size > 65536) {
    return 0;
  }
  const char *origin = origins[data[0] % G_N_ELEMENTS (origins)];
  g_autoptr (GBytes) bytes = g_str_has_suffix (origin, ".docx") ? pack ("word/document.xml", data + 1, size - 1)
                             : g_str_has_suffix (origin, ".odt") ? pack ("content.xml", data + 1, size - 1) : g_bytes_new (data + 1, size - 1);
  if (g_str_has_suffix (origin, ".doc") && size > 9 && memcmp (data + 1, "\xd0\xcf\x11\xe0", 4) == 0) {
    return 0; /* would start LibreOffice */
  }
  if (size > 6 && memcmp (data + 1, "{\\rtf", 5) == 0) {
    return 0;
  }
  g_autoptr (YztPlanText) text = yzt_plan_text_read (bytes, origin, NULL, &error);
  if (text == NULL) {
    fuzz_check_error (error);
    return 0;
  }
  check_text (text->title);
  for (guint i = 0; i < text->sections->len; i++) {
    const YztPlanSection *section = &g_array_index (text->sections, YztPlanSection, i);
    check_text (section->path);
    check_text (section->heading);
    check_text (section->text);
    check_marks (section->text);
    yzt_plan_topic_of_heading (section->heading);
  }
  check_readings (text);
  check_structure (text);
  return 0;
}
