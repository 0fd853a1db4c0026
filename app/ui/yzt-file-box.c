/* yzt-file-box.c: attached photos and documents: a small picture or an icon each, opened, saved, added, taken away
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "yzt-file-box.h"
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include "yzt-file-choosers.h"
#include "yzt-links.h"
#include "yzt-open-outside.h"
#include "yzt-small-picture.h"
#include "yzt-ui.h"

#define PICTURE_PX 56
#define MARGIN_PX 12
#define FRAMES_TO_SETTLE 2

struct _YztFileBox {
  GtkBox parent_instance;
  YztSession *session;
  const YztField *field;
  GArray *files;     /* YztAttachment */
  GHashTable *fresh; /* sha256 → YztReadFile, not in the map yet */
  GtkWidget *list, *add, *problem;
  GCancellable *cancellable;
  guint reading;
  gboolean editable;
};
G_DEFINE_FINAL_TYPE (YztFileBox, yzt_file_box, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef enum { GET_PICTURE, GET_OPEN, GET_SAVE } GetWhat;

/* Bytes under way to a picture, a programme or a file. */
typedef struct {
  YztFileBox *box;
  GetWhat what;
  GtkWidget *image; /* weak */
  GFile *to;
} Getting;

/* Once it is laid out: what is said at the end of a form may stand below what is seen of it. */
static gboolean
bring_into_sight (GtkWidget *problem, GdkFrameClock *clock, gpointer from)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (problem, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *viewport = scroller != NULL ? gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller)) : NULL;
  graphene_rect_t bounds;
  if (gdk_frame_clock_get_frame_counter (clock) < GPOINTER_TO_INT (from) + FRAMES_TO_SETTLE) {
    return G_SOURCE_CONTINUE;
  }
  if (GTK_IS_VIEWPORT (viewport) && gtk_widget_compute_bounds (problem, gtk_widget_get_first_child (viewport), &bounds)) {
    double top = (double) bounds.origin.y, bottom = top + (double) bounds.size.height + MARGIN_PX;
    gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), top, bottom);
  }
  return G_SOURCE_REMOVE;
}

static void
tell (YztFileBox *self, const char *sentence)
{
  GdkFrameClock *clock = sentence != NULL ? gtk_widget_get_frame_clock (self->problem) : NULL;
  gtk_label_set_text (GTK_LABEL (self->problem), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
  if (clock != NULL) {
    gtk_widget_add_tick_callback (self->problem, bring_into_sight, GINT_TO_POINTER ((int) gdk_frame_clock_get_frame_counter (clock)), NULL);
  }
}

static void
getting_free (Getting *getting)
{
  g_clear_weak_pointer (&getting->image);
  g_clear_object (&getting->to);
  g_object_unref (getting->box);
  g_free (getting);
}

/* --- bytes out of the map --- */

static void
on_picture (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Getting *getting = user_data;
  g_autoptr (GdkTexture) texture = yzt_small_picture_finish (result, NULL);
  if (texture != NULL && getting->image != NULL) {
    gtk_image_set_from_paintable (GTK_IMAGE (getting->image), GDK_PAINTABLE (texture));
  }
  getting_free (getting);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFileBox) box = user_data;
  g_autoptr (GError) error = NULL;
  if (!yzt_open_outside_finish (result, &error) && gtk_widget_get_root (GTK_WIDGET (box)) != NULL) {
    g_autofree char *sentence = g_strdup_printf (_("No programme of this computer opened the file (%s); save it and open it there."), error->message);
    tell (box, sentence);
  }
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Getting *getting = user_data;
  g_autoptr (GError) error = NULL;
  gboolean written = yzt_write_file_finish (result, &error);
  tell (getting->box, written ? NULL : error->message);
  if (written && getting->what == GET_OPEN) {
    g_autofree char *path = g_file_get_path (getting->to), *uri = g_file_get_uri (getting->to);
    g_chmod (path, 0400); /* what is changed there would not come back into the map */
    yzt_open_outside_async (uri, on_opened, g_object_ref (getting->box));
  }
  getting_free (getting);
}

static void
use_bytes (Getting *getting, GBytes *bytes)
{
  if (getting->what == GET_PICTURE) {
    yzt_small_picture_async (bytes, PICTURE_PX * gtk_widget_get_scale_factor (GTK_WIDGET (getting->box)), getting->box->cancellable, on_picture, getting);
  } else {
    yzt_write_file_async (getting->to, bytes, on_written, getting);
  }
}

static void
on_bytes (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Getting *getting = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yzt_session_load_blob_finish (result, &error);
  if (bytes != NULL) {
    use_bytes (getting, bytes);
    return;
  }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    tell (getting->box, error->message);
  }
  getting_free (getting);
}

static void
get_bytes (YztFileBox *self, const YztAttachment *file, GetWhat what, GtkWidget *image, GFile *to)
{
  YztReadFile *fresh = g_hash_table_lookup (self->fresh, file->sha256);
  Getting *getting = g_new0 (Getting, 1);
  getting->box = g_object_ref (self);
  getting->what = what;
  getting->to = to != NULL ? g_object_ref (to) : NULL;
  g_set_weak_pointer (&getting->image, image);
  if (fresh != NULL) {
    use_bytes (getting, fresh->bytes);
  } else {
    yzt_session_load_blob_async (self->session, file->sha256, self->cancellable, on_bytes, getting);
  }
}

static const YztAttachment *
file_of (YztFileBox *self, gpointer button)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (button, "file"));
  return i < self->files->len ? &g_array_index (self->files, YztAttachment, i) : NULL;
}

/* A copy for another programme, in a folder of this person's alone. */
static void
on_open (GtkButton *button, YztFileBox *self)
{
  const YztAttachment *file = file_of (self, button);
  g_autofree char *folder = file != NULL ? g_build_filename (g_get_user_cache_dir (), "yizhangtu", "attached", file->sha256, NULL) : NULL;
  if (folder != NULL && g_mkdir_with_parents (folder, 0700) == 0) {
    g_autofree char *path = g_build_filename (folder, file->name, NULL);
    g_autoptr (GFile) to = g_file_new_for_path (path);
    get_bytes (self, file, GET_OPEN, NULL, to);
  }
}

static void
on_save_chosen (GFile *to, gpointer button)
{
  GtkWidget *box = gtk_widget_get_ancestor (button, YZT_TYPE_FILE_BOX);
  const YztAttachment *file = box != NULL ? file_of (YZT_FILE_BOX (box), button) : NULL;
  if (file != NULL) {
    get_bytes (YZT_FILE_BOX (box), file, GET_SAVE, NULL, to);
  }
}

static void
on_save (GtkButton *button, YztFileBox *self)
{
  const YztAttachment *file = file_of (self, button);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (file != NULL && GTK_IS_WINDOW (root)) {
    yzt_choose_file_to_write (GTK_WINDOW (root), _("Save Attached File"), file->name, on_save_chosen, button);
  }
}

/* --- the list --- */

static void show_files (YztFileBox *self);

static void
on_remove (GtkButton *button, YztFileBox *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "file"));
  g_array_remove_index (self->files, i);
  show_files (self);
  gtk_widget_grab_focus (self->add);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
new_button (YztFileBox *self, guint i, const char *icon, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (button), "file", GUINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", callback, self);
  return button;
}

/* An icon at once, the picture in its place when it has been decoded. */
static GtkWidget *
new_image (YztFileBox *self, const YztAttachment *file)
{
  g_autofree char *type = g_content_type_guess (file->name, NULL, 0, NULL);
  g_autoptr (GIcon) icon = g_content_type_get_symbolic_icon (type);
  GtkWidget *image = gtk_image_new_from_gicon (icon);
  gboolean picture = g_content_type_is_a (type, "image/*");
  gtk_image_set_pixel_size (GTK_IMAGE (image), picture ? PICTURE_PX : 32);
  gtk_widget_set_size_request (image, PICTURE_PX, -1);
  if (picture) {
    get_bytes (self, file, GET_PICTURE, image, NULL);
  }
  return image;
}

static GtkWidget *
new_line (YztFileBox *self, guint i)
{
  const YztAttachment *file = &g_array_index (self->files, YztAttachment, i);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = yzt_ui_label (file->name, NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_tooltip_text (label, file->name);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), new_image (self, file));
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), new_button (self, i, "document-open-symbolic", _("Open in another programme"), G_CALLBACK (on_open)));
  gtk_box_append (GTK_BOX (line), new_button (self, i, "document-save-symbolic", _("Save a copy…"), G_CALLBACK (on_save)));
  if (self->editable) {
    gtk_box_append (GTK_BOX (line), new_button (self, i, "list-remove-symbolic", _("Take this file away"), G_CALLBACK (on_remove)));
  }
  return line;
}

static void
show_files (YztFileBox *self)
{
  yzt_ui_clear_children (self->list);
  for (guint i = 0; i < self->files->len; i++) {
    gtk_box_append (GTK_BOX (self->list), new_line (self, i));
  }
  gtk_widget_set_visible (self->list, self->files->len > 0);
  gtk_widget_set_visible (self->add, self->editable && (self->files->len == 0 || yzt_field_is_many (self->field)));
}

/* --- adding --- */

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (YztFileBox) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YztReadFile) read = yzt_read_file_finish (result, &error);
  self->reading--;
  if (self->session == NULL) {
    return;
  }
  if (read == NULL) {
    tell (self, error->message);
  } else {
    YztAttachment file = { g_strdup (read->sha256), g_strdup (read->name) };
    if (!yzt_field_is_many (self->field)) {
      g_array_set_size (self->files, 0);
    }
    g_array_append_val (self->files, file);
    g_hash_table_insert (self->fresh, g_strdup (read->sha256), yzt_read_file_copy (read));
    tell (self, NULL);
    show_files (self);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
yzt_file_box_attach (YztFileBox *self, GFile *file)
{
  g_return_if_fail (YZT_IS_FILE_BOX (self) && G_IS_FILE (file));
  self->reading++;
  tell (self, _("The file is being read…"));
  yzt_read_file_async (file, self->cancellable, on_read, g_object_ref (self));
}

static void
on_chosen (GFile *file, gpointer self)
{
  yzt_file_box_attach (self, file);
}

static void
on_add (YztFileBox *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (GTK_IS_WINDOW (root)) {
    yzt_choose_file_to_attach (GTK_WINDOW (root), on_chosen, self);
  }
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, YztFileBox *self)
{
  GSList *files = g_value_get_boxed (value);
  for (GSList *l = files; l != NULL; l = l->next) {
    yzt_file_box_attach (self, l->data);
  }
  return files != NULL;
}

/* --- class --- */

char *
yzt_file_box_get_text (YztFileBox *self)
{
  g_return_val_if_fail (YZT_IS_FILE_BOX (self), NULL);
  char *text = yzt_attachments_to_text (self->files);
  return text != NULL ? text : g_strdup ("");
}

const char *
yzt_file_box_get_problem (YztFileBox *self)
{
  g_return_val_if_fail (YZT_IS_FILE_BOX (self), NULL);
  return self->reading > 0 ? _("The file is being read; wait a moment.") : NULL;
}

void
yzt_file_box_put (YztFileBox *self, YztEdits *edits)
{
  g_return_if_fail (YZT_IS_FILE_BOX (self) && edits != NULL);
  for (guint i = 0; i < self->files->len; i++) {
    YztReadFile *fresh = g_hash_table_lookup (self->fresh, g_array_index (self->files, YztAttachment, i).sha256);
    if (fresh != NULL) {
      yzt_edits_put_blob (edits, fresh->sha256, fresh->media_type, fresh->bytes);
    }
  }
}

GtkWidget *
yzt_file_box_get_button (YztFileBox *self)
{
  g_return_val_if_fail (YZT_IS_FILE_BOX (self), NULL);
  return self->add;
}

static void
yzt_file_box_dispose (GObject *object)
{
  YztFileBox *self = YZT_FILE_BOX (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (yzt_file_box_parent_class)->dispose (object);
}

static void
yzt_file_box_finalize (GObject *object)
{
  YztFileBox *self = YZT_FILE_BOX (object);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->files, g_array_unref);
  g_hash_table_unref (self->fresh);
  G_OBJECT_CLASS (yzt_file_box_parent_class)->finalize (object);
}

static void
yzt_file_box_class_init (YztFileBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yzt_file_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = yzt_file_box_finalize;
  signals[CHANGED] = g_signal_new ("changed", YZT_TYPE_FILE_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yzt_file_box_init (YztFileBox *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
  self->cancellable = g_cancellable_new ();
  self->fresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) yzt_read_file_free);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->add = gtk_button_new_with_label (_("Attach a File…"));
  self->problem = yzt_ui_label (NULL, "field-problem");
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_set_halign (self->add, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (self->add, _("A photo or a document, up to 200 MB; files can be dropped here, too"));
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (on_add), self);
  gtk_box_append (GTK_BOX (self), self->list);
  gtk_box_append (GTK_BOX (self), self->add);
  gtk_box_append (GTK_BOX (self), self->problem);
}

GtkWidget *
yzt_file_box_new (YztSession *session, const YztField *field, const char *text, gboolean editable)
{
  g_return_val_if_fail (YZT_IS_SESSION (session) && field != NULL, NULL);
  YztFileBox *self = g_object_new (YZT_TYPE_FILE_BOX, NULL);
  self->session = g_object_ref (session);
  self->field = field;
  self->files = yzt_attachments_from_text (text);
  self->editable = editable;
  if (editable) {
    GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
    g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
    gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  }
  show_files (self);
  return GTK_WIDGET (self);
}
