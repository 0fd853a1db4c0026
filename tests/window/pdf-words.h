/* pdf-words.h: what a reader can select in a PDF
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <string.h>

/* The words of a PDF, as a reader can select them. */
static inline char *
pdf_words (const char *pdf)
{
  const char *const command[] = { "pdftotext", "-layout", pdf, "-", NULL };
  char *words = NULL;
  g_autoptr (GError) error = NULL;
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL, NULL, &words, NULL, NULL, &error);
  g_assert_no_error (error);
  return words;
}

/* @wanted, ended by NULL, stand in the PDF one after the other. */
static inline gboolean
pdf_says (const char *pdf, const char *const *wanted)
{
  g_autofree char *words = pdf_words (pdf);
  const char *from = words;
  for (guint i = 0; wanted[i] != NULL && from != NULL; i++) {
    from = strstr (from, wanted[i]);
  }
  return from != NULL;
}
