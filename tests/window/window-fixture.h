/* window-fixture.h: what the tests of the window share: a small map, a window on it with somebody signed in, bounded waiting
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map holds one open incident of grade Ⅲ that nobody has acknowledged, a hospital beside it, forty teams in a row and a plan. */
#pragma once
#include "yzt-application.h"
#include "yzt-window-private.h"
G_BEGIN_DECLS

/** Before any g_test_add: toolkit, rooms, an application of its own, the tester's settings left alone. The programme runs itself, and
 * the cases in which the main loop was held up again alone, at most five times in all; YZT_WINDOW_TEST_TRIES_LEFT=0 keeps it in one process for
 * a debugger. */
void window_test_init (int *argc, char ***argv);
int window_test_run (void);
GtkApplication *window_test_application (void);

typedef struct {
  char *path;
  YztWindow *window;
  YztSession *session;
} Fixture;

/** @language "en" or "zh_CN"; signed in as 王值班. */
void set_up (Fixture *fixture, gconstpointer language);
/** Fails the test when the main loop was held up. */
void tear_down (Fixture *fixture, gconstpointer language);

/** For tests with less than a whole window: the map alone, closed; free its name after remove_map. */
char *make_map (void);
void remove_map (const char *path);
/** Fails the test when the main loop was held up since the last time. */
void judge_stalls (void);

typedef gboolean (*Condition) (gpointer data);
/** Runs the main loop until @condition holds; ends the programme after half a minute. */
void wait_until (Condition condition, gpointer data, const char *what);
/** One frame of the window. */
void draw (YztWindow *window);
/** Does what a menu entry or key does, and one frame. */
void act (Fixture *fixture, const char *action);
YztRow *new_row (YztKindSet *kinds, const char *kind, const char *name, double lon, double lat);
gint64 first_of (Fixture *fixture, const char *kind_id);
void select_thing (Fixture *fixture, const char *kind);
/** A toplevel of this type, NULL when there is none. */
GtkWindow *find_window (GType type);
/** The first widget of @type in sight below @root, @root included. */
GtkWidget *find_type (GtkWidget *root, GType type);
/** The button in sight below @root with this label. */
GtkWidget *find_button (GtkWidget *root, const char *label);
/** A label in sight below @root has these words in it. */
gboolean says (GtkWidget *root, const char *words);
/** The rows of a kind as the file has them. */
GPtrArray *rows_of (Fixture *fixture, const char *kind);
/** The entry below @root that holds @text. */
GtkWidget *find_entry (GtkWidget *root, const char *text);

typedef struct {
  YztWindow *window;
  const char *name;
} Expected;
/** A Condition: the inspector shows the Expected name. */
gboolean shows_name (gpointer expected);
G_END_DECLS
