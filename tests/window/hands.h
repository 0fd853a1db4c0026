/* hands.h: a person's hands for tests of the window: real keys and a real mouse, through the X server
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * xdotool does it, which ./run installs for the tests. There is no window manager in the tests' display: who types says into which window. */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/** FALSE where there is no xdotool or no X server: the test is skipped then, and says so. */
gboolean hands_are_there (void);
/** Presses keys one after the other, as xdotool names them: "ctrl+f Down Return". Returns when the window has seen them. */
void press (GtkWindow *window, const char *keys);
/** The same with all keys in one go: nothing is waited for between them. */
void press_on (GtkWindow *window, const char *keys);
/** Types plain ASCII. */
void type_text (GtkWindow *window, const char *text);
/** Moves the mouse to (@x, @y) of @widget. */
void point_at (GtkWidget *widget, double x, double y);
/** Presses button 1 at one place of @widget, goes to another in steps, and lets go. */
void drag (GtkWidget *widget, double x0, double y0, double x1, double y1);
/** The same with a key held down: "shift". */
void drag_holding (GtkWidget *widget, const char *key, double x0, double y0, double x1, double y1);
/** One click with @button (1 left, 3 right) at (@x, @y) of @widget, which may stand in a popover. */
void click_at (GtkWidget *widget, guint button, double x, double y);
/** One click in the middle of @widget. */
void click_on (GtkWidget *widget);
/** What the hands did since hands_begin_count: keys pressed, places pointed at, buttons pressed, and thoughts: one before each command and each value
 * that is written, none before Tab and Enter between values, none before the value for which a field was just clicked. */
typedef struct {
  guint keys, points, buttons, thoughts;
} HandsCount;
void hands_begin_count (void);
HandsCount hands_get_count (void);
/** How long a person of middling skill needs for it by the keystroke-level model (Card, Moran, Newell 1980): a key 0.28 s, pointing 1.1 s, a button 0.2 s, a
 * thought 1.35 s, a hand from keys to mouse and back left out. */
double hands_estimate_s (HandsCount count);
/** Runs the main loop until nothing is pending, and one frame more. */
void settle (GtkWindow *window);
G_END_DECLS
