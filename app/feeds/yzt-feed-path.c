/* yzt-feed-path.c: a CAP file or a folder of them into the map
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "yzt-base.h"
#include "yzt-feed-content-private.h"
#include "yzt-feed-private.h"

YztFeedReport *
yzt_feed_report_new (void)
{
  YztFeedReport *report = g_new0 (YztFeedReport, 1);

  report->problems = g_ptr_array_new_with_free_func (g_free);
  report->results = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_act_result_free);
  return report;
}

void
yzt_feed_report_free (YztFeedReport *report)
{
  if (report == NULL) {
    return;
  }
  g_ptr_array_unref (report->problems);
  g_ptr_array_unref (report->results);
  g_free (report);
}

gboolean
yzt_feed_is_alert_file (const char *name)
{
  static const char *const endings[] = { ".xml", ".cap", ".atom", ".rss", ".json", ".geojson" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; *name != '.' && i < G_N_ELEMENTS (endings); i++) {
    if (g_str_has_suffix (lower, endings[i])) {
      return TRUE;
    }
  }
  return FALSE;
}

YztFeedItem *
yzt_feed_item_new (YztAlert *alert, const char *name)
{
  YztFeedItem *item = g_new0 (YztFeedItem, 1);

  item->alert = alert;
  item->name = g_strdup (name);
  return item;
}

void
yzt_feed_item_free (YztFeedItem *item)
{
  yzt_alert_free (item->alert);
  g_free (item->name);
  g_free (item);
}

static gint
compare_items (gconstpointer a, gconstpointer b)
{
  const YztFeedItem *first = *(YztFeedItem *const *) a;
  const YztFeedItem *second = *(YztFeedItem *const *) b;

  if (first->alert->sent_ms != second->alert->sent_ms) {
    return first->alert->sent_ms < second->alert->sent_ms ? -1 : 1;
  }
  return strcmp (first->name, second->name);
}

static void
add_problem (YztFeedReport *report, GError *error)
{
  report->failed++;
  g_ptr_array_add (report->problems, g_strdup (error->message));
}

/* What stands in one file: alerts to @items, each with the file's name, observations into the map. FALSE when nothing of it could be read. */
static gboolean
parse_file (YztStore *store, const char *path, const char *author, const char *language, const YztClock *clock, GPtrArray *items, YztFeedReport *report, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GBytes) bytes = yzt_file_load (path, YZT_FEED_MAX_BYTES, error);
  g_autoptr (YztFeedContent) content = NULL;

  if (bytes == NULL) {
    return FALSE;
  }
  content = yzt_feed_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), shown, yzt_feed_mappings_get_own (), language, error);
  if (content == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < content->problems->len; i++) {
    g_ptr_array_add (report->problems, g_strdup (g_ptr_array_index (content->problems, i)));
  }
  g_ptr_array_set_free_func (content->alerts, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *source = g_filename_display_basename (folder);
  yzt_feed_take_observations (store, content->observations, source, author, clock, report);
  for (guint i = 0; i < content->alerts->len; i++) {
    YztAlert *alert = g_ptr_array_index (content->alerts, i);
    yzt_feed_put (&alert->origin, g_strdup (source));
    g_ptr_array_add (items, yzt_feed_item_new (alert, shown));
  }
  return TRUE;
}

static void
count_outcome (YztFeedReport *report, YztMergeOutcome outcome)
{
  guint *const counters[] = {
    [YZT_MERGE_INSERTED] = &report->inserted,   [YZT_MERGE_UPDATED] = &report->updated, [YZT_MERGE_CANCELLED] = &report->cancelled,
    [YZT_MERGE_DUPLICATE] = &report->duplicates, [YZT_MERGE_IGNORED] = &report->ignored,
  };

  (*counters[outcome])++;
}

/* What cannot be right is taken all the same, and told. */
static void
tell_oddities (const YztFeedItem *item, YztMergeOutcome outcome, gint64 now_ms, YztFeedReport *report)
{
  const YztAlert *alert = item->alert;

  if (alert->message == YZT_ALERT_CANCEL && outcome == YZT_MERGE_IGNORED) {
    g_ptr_array_add (report->problems, g_strdup_printf (_("“%s” cancels an alert that never came here, or was cancelled before; nothing was changed."), item->name));
  }
  if (outcome == YZT_MERGE_INSERTED && alert->sent_ms != 0 && !yzt_alert_time_is_likely (alert->sent_ms, now_ms)) {
    g_autofree char *when = yzt_time_format_utc (alert->sent_ms);
    g_ptr_array_add (report->problems, g_strdup_printf (_("“%s” says that it was sent at %s, which cannot be; it counts from when it came."), item->name, when));
  }
}

void
yzt_feed_merge_items (YztStore *store, GPtrArray *items, const char *author, const YztClock *clock, YztFeedReport *report)
{
  g_ptr_array_sort (items, compare_items);
  for (guint i = 0; i < items->len; i++) {
    const YztFeedItem *item = g_ptr_array_index (items, i);
    YztMergeOutcome outcome;
    YztActResult *result = NULL;
    g_autoptr (GError) error = NULL;
    if (!yzt_alert_merge (store, item->alert, author, clock, &outcome, &result, &error)) {
      g_autoptr (GError) named = g_error_new (error->domain, error->code, "%s: %s", item->name, error->message);
      add_problem (report, named);
      continue;
    }
    count_outcome (report, outcome);
    tell_oddities (item, outcome, yzt_clock_now_ms (clock), report);
    if (result != NULL) {
      g_ptr_array_add (report->results, result);
    }
  }
}

void
yzt_feed_take_observations (YztStore *store, GPtrArray *observations, const char *source, const char *author, const YztClock *clock, YztFeedReport *report)
{
  g_autoptr (GError) error = NULL;
  YztActResult *result = NULL;
  guint n_new = 0;

  if (!yzt_wind_take (store, observations, author, clock, &n_new, &result, report->problems, &error)) {
    g_autoptr (GError) named = g_error_new (error->domain, error->code, "%s: %s", source, error->message);
    add_problem (report, named);
    return;
  }
  report->observed += n_new;
  report->duplicates += observations->len - n_new;
  if (result != NULL) {
    g_ptr_array_add (report->results, result);
  }
}

void
yzt_feed_files (YztStore *store, GPtrArray *paths, const char *author, const char *language, const YztClock *clock, YztFeedReport *report)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_feed_item_free);

  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (GError) error = NULL;
    report->files++;
    if (!parse_file (store, g_ptr_array_index (paths, i), author, language, clock, items, report, &error)) {
      add_problem (report, error);
    }
  }
  yzt_feed_merge_items (store, items, author, clock, report);
}

static GPtrArray *
list_folder (const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL) {
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    if (yzt_feed_is_alert_file (name) && g_file_test (file, G_FILE_TEST_IS_REGULAR)) {
      g_ptr_array_add (paths, g_steal_pointer (&file));
    }
  }
  return g_steal_pointer (&paths);
}

gboolean
yzt_feed_path (YztStore *store, const char *path, const char *author, const char *language, const YztClock *clock,
               YztFeedReport **report_out, GError **error)
{
  g_autoptr (YztFeedReport) report = yzt_feed_report_new ();
  g_autoptr (GPtrArray) paths = NULL;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (YZT_IS_STORE (store), FALSE);
  g_return_val_if_fail (path != NULL && author != NULL && clock != NULL && report_out != NULL, FALSE);

  shown = g_filename_display_name (path);
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_autoptr (GError) cause = NULL;
    paths = list_folder (path, &cause);
    if (paths == NULL) {
      g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_READ, _("The folder “%s” cannot be read: %s"), shown, cause->message);
      return FALSE;
    }
  } else if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_READ, _("There is no file or folder “%s”; check the name."), shown);
    return FALSE;
  } else if (g_access (path, R_OK) != 0) {
    g_set_error (error, YZT_FEEDS_ERROR, YZT_FEEDS_ERROR_READ, _("“%s” may not be read by you; ask for permission to read it."), shown);
    return FALSE;
  } else {
    paths = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (paths, g_strdup (path));
  }
  yzt_feed_files (store, paths, author, language, clock, report);
  *report_out = g_steal_pointer (&report);
  return TRUE;
}
