/* test-documents-old-word.c: Word before 2007 through LibreOffice: one that works, hangs, dies, writes too much, meddles; and the real one where it is installed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-documents-private.h"
#include "yzt-documents.h"

/* What Word of 97 writes first. */
static const char OLD_WORD[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

typedef struct {
  char *folder, *path_before;
} Fixture;

/* A soffice of our own comes first on the path: a script with @body; $OUT is the folder that it may write to. */
static void
stand_in (Fixture *fixture, const char *body)
{
  g_autofree char *program = g_build_filename (fixture->folder, "soffice", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\nwhile [ $# -gt 0 ]; do [ \"$1\" = --outdir ] && OUT=$2; SOURCE=$1; shift; done\n%s\n", body);
  g_assert_true (g_file_set_contents (program, script, -1, NULL));
  g_assert_cmpint (g_chmod (program, 0755), ==, 0);
}

static void
set_up (Fixture *fixture, G_GNUC_UNUSED gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("yzt-old-word-XXXXXX", NULL);
  fixture->path_before = g_strdup (g_getenv ("PATH"));
  g_autofree char *path = g_strconcat (fixture->folder, ":", fixture->path_before, NULL);
  g_setenv ("PATH", path, TRUE);
  yzt_plan_set_office_patience (0);
}

static void
tear_down (Fixture *fixture, G_GNUC_UNUSED gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->folder);
  g_setenv ("PATH", fixture->path_before, TRUE);
  yzt_plan_set_office_patience (0);
  g_assert_cmpint (system (command), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path_before);
}

static GBytes *
old_word (void)
{
  g_autofree char *bytes = g_malloc0 (2048);
  memcpy (bytes, OLD_WORD, strlen (OLD_WORD));
  return g_bytes_new (bytes, 2048);
}

static void
assert_refused (const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = old_word ();
  g_autoptr (YztPlanText) text = yzt_plan_text_read (bytes, "老预案.doc", NULL, &error);
  g_assert_null (text);
  g_assert_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "老预案.doc"));
  g_assert_nonnull (strstr (error->message, word));
}

/* No folder of a conversion stays behind. */
static guint
count_left (void)
{
  g_autoptr (GDir) dir = g_dir_open (g_get_tmp_dir (), 0, NULL);
  const char *name;
  guint n = 0;
  while ((name = g_dir_read_name (dir)) != NULL) {
    n += g_str_has_prefix (name, "yzt-word-") ? 1 : 0;
  }
  return n;
}

static void
test_none (Fixture *fixture, G_GNUC_UNUSED gconstpointer unused)
{
  g_setenv ("PATH", fixture->folder, TRUE);
  assert_refused ("LibreOffice");
}

static void
test_works (Fixture *fixture, G_GNUC_UNUSED gconstpointer unused)
{
  g_autofree char *document = g_test_build_filename (G_TEST_DIST, "fixtures", "plans", "old-word.docx", NULL);
  g_autofree char *body = g_strdup_printf ("cp '%s' \"$OUT/plan.docx\"", document);
  g_autoptr (GBytes) bytes = old_word ();
  g_autoptr (GError) error = NULL;
  const char *media_type = NULL;
  guint before = count_left ();
  stand_in (fixture, body);
  g_autoptr (YztPlanText) text = yzt_plan_text_read (bytes, "老预案.doc", &media_type, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (media_type, ==, "application/msword");
  g_assert_cmpstr (text->title, ==, "某厂液氨泄漏专项应急预案");
  g_assert_cmpuint (count_left (), ==, before);
}

/* It and what it started are gone when the time is over. */
static void
test_hangs (Fixture *fixture, G_GNUC_UNUSED gconstpointer unused)
{
  g_autofree char *marker = g_strdup_printf ("8%06d", g_test_rand_int_range (100000, 999999));
  g_autofree char *body = g_strdup_printf ("sleep %s &\nsleep %s", marker, marker);
  g_autofree char *look = g_strdup_printf ("! pgrep -f '^sleep %s$' > /dev/null", marker);
  guint before = count_left ();
  stand_in (fixture, body);
  yzt_plan_set_office_patience (300);
  assert_refused ("stopped");
  g_assert_cmpint (system (look), ==, 0);
  g_assert_cmpuint (count_left (), ==, before);
}

static void
test_dies (Fixture *fixture, G_GNUC_UNUSED gconstpointer unused)
{
  stand_in (fixture, "kill -SEGV $$");
  assert_refused ("LibreOffice");
  stand_in (fixture, "exit 0"); /* well, but nothing made */
  assert_refused ("LibreOffice");
  stand_in (fixture, "echo rubbish > \"$OUT/plan.docx\"");
  assert_refused ("老预案.doc");
}

/* Endless output fills neither the disk nor the memory. */
static void
test_writes_too_much (Fixture *fixture, G_GNUC_UNUSED gconstpointer unused)
{
  guint before = count_left ();
  stand_in (fixture, "yes 0123456789 & yes 0123456789 | head -c 300000000 > \"$OUT/plan.docx\"");
  yzt_plan_set_office_patience (20000);
  assert_refused ("LibreOffice");
  g_assert_cmpuint (count_left (), ==, before);
}

/* Nothing outside its folder can be written where bubblewrap shuts it off. */
static void
test_meddles (Fixture *fixture, G_GNUC_UNUSED gconstpointer unused)
{
  g_autofree char *outside = g_build_filename (fixture->folder, "outside", NULL), *body = g_strdup_printf ("echo x > '%s'; exit 0", outside);
  g_autofree char *bubblewrap = g_find_program_in_path ("bwrap");
  if (bubblewrap == NULL || system ("bwrap --ro-bind / / --dev /dev --proc /proc --unshare-all true 2> /dev/null") != 0) {
    g_test_skip ("bubblewrap does not work on this machine");
    return;
  }
  stand_in (fixture, body);
  assert_refused ("LibreOffice");
  g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
}

/* The real one, with Chinese as escapes as Word writes them. */
static void
test_real (Fixture *fixture, G_GNUC_UNUSED gconstpointer unused)
{
  static const char rtf[] = "{\\rtf1\\ansi\\ansicpg936 {\\b \\u28082?\\u27688?\\u27844?\\u28431?\\u24212?\\u24613?\\u39044?\\u26696?}\\par 1 \\u24635?\\u21017?\\par "
                            "\\u27700?\\u27893?8\\u21488?\\u12290?\\par}";
  g_setenv ("PATH", fixture->path_before, TRUE);
  g_autofree char *program = g_find_program_in_path ("soffice");
  if (program == NULL) {
    g_test_skip ("LibreOffice is not installed");
    return;
  }
  g_autoptr (GBytes) bytes = g_bytes_new_static (rtf, strlen (rtf));
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlanText) text = yzt_plan_text_read (bytes, "液氨.rtf", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->title, ==, "液氨泄漏应急预案");
  assert_refused ("LibreOffice"); /* rubbish that begins like Word is no text of one */
}

#define ADD(name, func) g_test_add ("/documents-old-word/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("none", test_none);
  ADD ("works", test_works);
  ADD ("hangs", test_hangs);
  ADD ("dies", test_dies);
  ADD ("writes-too-much", test_writes_too_much);
  ADD ("meddles", test_meddles);
  ADD ("real", test_real);
  return g_test_run ();
}
