/* yzt-ui.h: what every panel of the window shares: resources, language, settings, small words
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread. */
#pragma once
#include <adwaita.h>
#include "yzt-session.h"
G_BEGIN_DECLS

#define YZT_RESOURCE_PATH "/io/github/yizhangtu/Yizhangtu/"
/** Names this window in the journal, so that Ctrl+Z knows its own acts also tomorrow. One window per file makes one name enough. */
#define YZT_UI_WINDOW_NAME "window"

/** Registers resources and types that templates name. After gtk_init, before the first window; may be called again. */
void yzt_ui_init (void);
/** "zh_CN" or "en", by the language that gettext speaks. Static string. */
const char *yzt_ui_language (void);
/** The programme's settings, NULL when its schema is not installed. (transfer none) */
GSettings *yzt_ui_settings (void);

/** Style class "level-2"; NULL for none. */
const char *yzt_level_css_class (int level);
/** Gives @widget the style class of @level and takes away those of the other levels. */
void yzt_level_style (GtkWidget *widget, int level);

/** "12:41, 22 min ago" in the map's zone. Free. */
char *yzt_ui_time_with_age (YztSession *session, gint64 utc_ms);
/** "113.05000° E 23.10000° N · WGS 84". Free. */
char *yzt_ui_position_text (YztPosition position);
/** Label of a map's kind in the window's language; "" when the index is unknown. */
const char *yzt_ui_kind_label (YztSession *session, int kind);
/** The kind at @index of the session's set; NULL when unknown or not loaded. (transfer none) */
YztKind *yzt_ui_kind (YztSession *session, int index);
/** What a person reads of @error: its own sentence for our domains, a plain one for others. */
const char *yzt_ui_error_text (const GError *error);
/** Removes every child of a box, list or grid. */
void yzt_ui_clear_children (GtkWidget *parent);
/** For dispose of a widget with a template: lets go of all its children, named in the template or not. May run twice. */
void yzt_ui_dispose_template (GtkWidget *widget, GType type);
/** What a screen reader says for a row of a list: set on the list's item, in which @row stands. */
void yzt_ui_name_row (GtkWidget *row, const char *text);
/** A label with style classes, left-aligned. @classes is blank-separated, may be NULL. */
GtkWidget *yzt_ui_label (const char *text, const char *classes);
/** The button of a list of strings to choose from may get as narrow as @chars letters; what is open shows all of each. */
void yzt_ui_let_shrink (GtkDropDown *drop_down, int chars);
/** A tooltip that is made when it is asked for: gtk_widget_set_tooltip_text asks the X server where the pointer is, and rows of a list are many. */
void yzt_ui_set_tip (GtkWidget *widget, const char *text);
/** Lets @widget and all in it rest, or wakes them. An entry in it loses the focus before: one that is insensitive when the focus leaves is never told,
 * and its cursor goes on blinking (GTK 4.8). For boxes with entries, in place of gtk_widget_set_sensitive. */
void yzt_ui_rest (GtkWidget *widget, gboolean resting);
/** The popover of a menu button as it looks right: without a compositor the ground of its arrow would be black. After the menu is set. */
void yzt_ui_tame_arrow (GtkWidget *menu_button);
/** Ctrl+Enter in a text of several lines, which would take it for a new line, does @action. */
void yzt_ui_let_accept (GtkWidget *text_view, const char *action);
/** Escape in the search of a smaller window, which would be lost there, empties it, and closes the window when it is empty. */
void yzt_ui_let_escape (GtkSearchEntry *search);
/* What the smaller windows are put together of. */
/* @child, scrolled up and down, as high as there is room. */
GtkWidget *yzt_ui_scroller (GtkWidget *child);
/* @header over @body, which takes the rest. */
void yzt_ui_fill_window (AdwWindow *window, GtkWidget *header, GtkWidget *body);
/* @on_key: a handler of "key-pressed" that is asked before what has the focus; its user data is @widget. */
void yzt_ui_catch_keys (GtkWidget *widget, GCallback on_key);
/* Closes @window when @session lets go of its map: what it shows is of that map. */
void yzt_ui_close_with (GtkWindow *window, YztSession *session);
G_END_DECLS
