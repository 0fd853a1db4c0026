/* hands.c: a person's hands for tests of the window: real keys and a real mouse, through the X server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "hands.h"
#include <gdk/x11/gdkx.h>

#define DRAG_STEPS 6

static HandsCount counted;
static gboolean clicked; /* the last thing that was done */

void
hands_begin_count (void)
{
  counted = (HandsCount) { 0 };
  clicked = FALSE;
}

HandsCount
hands_get_count (void)
{
  return counted;
}

double
hands_estimate_s (HandsCount count)
{
  return count.keys * 0.28 + count.points * 1.1 + count.buttons * 0.2 + count.thoughts * 1.35;
}

gboolean
hands_are_there (void)
{
  g_autofree char *tool = g_find_program_in_path ("xdotool");
  gboolean there = tool != NULL && GDK_IS_X11_DISPLAY (gdk_display_get_default ());
  if (!there) {
    g_test_skip ("xdotool and an X server are needed to press real keys");
    return FALSE;
  }
  /* On a machine under load a key is let go so late that the server would press it again. */
  XAutoRepeatOff (gdk_x11_display_get_xdisplay (gdk_display_get_default ()));
  return TRUE;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;
  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  /* With its descriptors left open GLib starts it without fork: after one PROJ closes its database in the child, and waits for ever when another
   * thread held SQLite's lock just then. */
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_INHERIT_FDS, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, on_done, &done);
  while (!done) {
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
on_painted (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

/* One frame; a window that closes meanwhile has none any more. */
static void
wait_for_frame (GtkWidget *window)
{
  g_autoptr (GtkWidget) held = g_object_ref (window);
  g_autoptr (GdkFrameClock) clock = gtk_widget_get_frame_clock (window) != NULL ? g_object_ref (gtk_widget_get_frame_clock (window)) : NULL;
  gboolean painted = clock == NULL;
  gulong handler = clock != NULL ? g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &painted) : 0;
  gtk_widget_queue_draw (window);
  while (!painted && gtk_widget_get_mapped (window)) {
    g_main_context_iteration (NULL, TRUE);
  }
  if (clock != NULL && g_signal_handler_is_connected (clock, handler)) { /* a window that is gone took its clock along */
    g_signal_handler_disconnect (clock, handler);
  }
}

void
settle (GtkWindow *window)
{
  gdk_display_sync (gtk_widget_get_display (GTK_WIDGET (window)));
  for (guint i = 0; i < 1000 && g_main_context_iteration (NULL, FALSE); i++) {
  }
  if (gtk_widget_get_mapped (GTK_WIDGET (window))) {
    wait_for_frame (GTK_WIDGET (window));
  }
}

static char *
window_id (GtkNative *window)
{
  GdkSurface *surface = gtk_native_get_surface (window);
  return g_strdup_printf ("%lu", gdk_x11_surface_get_xid (surface));
}

/* Nobody else gives a window the keyboard here. */
static void
take_keyboard (GtkWindow *window)
{
  g_autofree char *id = window_id (GTK_NATIVE (window));
  const char *argv[] = { "xdotool", "windowfocus", "--sync", id, NULL };
  if (!gtk_window_is_active (window)) {
    run (argv);
    while (!gtk_window_is_active (window)) {
      g_main_context_iteration (NULL, TRUE);
    }
  }
}

void
press (GtkWindow *window, const char *keys)
{
  g_auto (GStrv) names = g_strsplit (keys, " ", -1);
  for (guint i = 0; names[i] != NULL; i++) {
    const char *argv[] = { "xdotool", "key", names[i], NULL };
    g_autoptr (GtkWindow) held = g_object_ref (window);
    take_keyboard (window);
    run (argv);
    settle (window);
    counted.keys++;
  }
  counted.thoughts += !g_str_equal (keys, "Tab") && !g_str_equal (keys, "Return");
  clicked = FALSE;
}

void
press_on (GtkWindow *window, const char *keys)
{
  g_auto (GStrv) names = g_strsplit (keys, " ", -1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  const char *first[] = { "xdotool", "key", "--delay", "20" };
  for (guint i = 0; i < G_N_ELEMENTS (first); i++) {
    g_ptr_array_add (argv, (gpointer) first[i]);
  }
  for (guint i = 0; names[i] != NULL; i++) {
    g_ptr_array_add (argv, names[i]);
  }
  g_ptr_array_add (argv, NULL);
  take_keyboard (window);
  run ((const char *const *) argv->pdata);
  settle (window);
  counted.keys += g_strv_length (names);
  counted.thoughts++;
  clicked = FALSE;
}

void
type_text (GtkWindow *window, const char *text)
{
  const char *argv[] = { "xdotool", "type", "--delay", "20", text, NULL };
  take_keyboard (window);
  run (argv);
  settle (window);
  counted.keys += (guint) strlen (text);
  counted.thoughts += !clicked;
  clicked = FALSE;
}

/* A popover has a surface of its own, and belongs to a window. */
static GtkWindow *
window_of (GtkWidget *widget)
{
  return GTK_WINDOW (gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW));
}

static void
move (GtkWidget *widget, double x, double y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  graphene_point_t at;
  double dx, dy;
  g_assert_true (gtk_widget_compute_point (widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT ((float) x, (float) y), &at));
  gtk_native_get_surface_transform (native, &dx, &dy);
  g_autofree char *id = window_id (native);
  g_autofree char *across = g_strdup_printf ("%.0f", at.x + dx);
  g_autofree char *down = g_strdup_printf ("%.0f", at.y + dy);
  const char *argv[] = { "xdotool", "mousemove", "--window", id, across, down, NULL };
  run (argv);
  settle (window_of (widget));
}

void
point_at (GtkWidget *widget, double x, double y)
{
  move (widget, x - 3, y); /* a mouse that does not move says nothing */
  move (widget, x, y);
}

void
drag (GtkWidget *widget, double x0, double y0, double x1, double y1)
{
  const char *down[] = { "xdotool", "mousedown", "1", NULL };
  const char *up[] = { "xdotool", "mouseup", "1", NULL };
  point_at (widget, x0, y0);
  run (down);
  for (int i = 1; i <= DRAG_STEPS; i++) {
    move (widget, x0 + (x1 - x0) * i / DRAG_STEPS, y0 + (y1 - y0) * i / DRAG_STEPS);
  }
  run (up);
  settle (window_of (widget));
  counted.points += x0 == x1 && y0 == y1 ? 1 : 2;
  counted.buttons++;
  counted.thoughts++;
}

void
click_at (GtkWidget *widget, guint button, double x, double y)
{
  g_autofree char *name = g_strdup_printf ("%u", button);
  g_autoptr (GtkWindow) window = g_object_ref (window_of (widget));
  const char *argv[] = { "xdotool", "click", name, NULL };
  point_at (widget, x, y);
  run (argv);
  settle (window); /* the widget may be gone */
  counted.points++;
  counted.buttons++;
  counted.thoughts++;
  clicked = TRUE;
}

void
click_on (GtkWidget *widget)
{
  click_at (widget, 1, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
}

void
drag_holding (GtkWidget *widget, const char *key, double x0, double y0, double x1, double y1)
{
  const char *down[] = { "xdotool", "keydown", key, NULL };
  const char *up[] = { "xdotool", "keyup", key, NULL };
  take_keyboard (window_of (widget));
  run (down);
  drag (widget, x0, y0, x1, y1);
  run (up);
  settle (window_of (widget));
}
