/* yzt-phrase.c: a text with its translations
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-kind-private.h"

#include <string.h>

static void
translation_clear (gpointer data)
{
  YztTranslation *translation = data;

  g_free (translation->language);
  g_free (translation->text);
}

void
yzt_phrase_clear (YztPhrase *label)
{
  g_clear_pointer (&label->plain, g_free);
  g_clear_pointer (&label->translations, g_array_unref);
}

void
yzt_phrase_add (YztPhrase   *label,
               const char *language,
               const char *text)
{
  YztTranslation translation;

  if (language == NULL) {
    g_free (label->plain);
    label->plain = g_strdup (text);
    return;
  }
  if (label->translations == NULL) {
    label->translations = g_array_new (FALSE, FALSE, sizeof (YztTranslation));
    g_array_set_clear_func (label->translations, translation_clear);
  }
  for (guint i = 0; i < label->translations->len; i++) {
    YztTranslation *known = &g_array_index (label->translations, YztTranslation, i);

    if (g_str_equal (known->language, language)) {
      g_free (known->text);
      known->text = g_strdup (text);
      return;
    }
  }
  translation.language = g_strdup (language);
  translation.text = g_strdup (text);
  g_array_append_val (label->translations, translation);
}

void
yzt_phrase_override (YztPhrase       *to,
                    const YztPhrase *from)
{
  if (from->plain != NULL) {
    yzt_phrase_add (to, NULL, from->plain);
  }
  for (guint i = 0; from->translations != NULL && i < from->translations->len; i++) {
    const YztTranslation *one = &g_array_index (from->translations, YztTranslation, i);

    yzt_phrase_add (to, one->language, one->text);
  }
}

void
yzt_phrase_copy (YztPhrase       *to,
                const YztPhrase *from)
{
  to->plain = NULL;
  to->translations = NULL;
  yzt_phrase_override (to, from);
}

static const char *
find (const YztPhrase *label,
      const char     *language,
      gsize           length)
{
  for (guint i = 0; i < label->translations->len; i++) {
    const YztTranslation *one = &g_array_index (label->translations, YztTranslation, i);

    if (strlen (one->language) == length && memcmp (one->language, language, length) == 0) {
      return one->text;
    }
  }

  return NULL;
}

/* "zh_CN.UTF-8@x" is looked for as "zh_CN", then as "zh", then the English text is taken. */
const char *
yzt_phrase_get (const YztPhrase *label,
               const char     *language)
{
  const char *text = NULL;

  if (language != NULL && label->translations != NULL) {
    gsize length = strcspn (language, ".@");

    text = find (label, language, length);
    if (text == NULL) {
      text = find (label, language, MIN (length, strcspn (language, "_-")));
    }
  }

  return text != NULL ? text : label->plain;
}

gboolean
yzt_phrase_is_empty (const YztPhrase *label)
{
  return label->plain == NULL && label->translations == NULL;
}
