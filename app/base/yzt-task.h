/* yzt-task.h: work on another thread for an object of this one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/** g_task_run_in_thread(), but the source object of @task is let go of on the thread that calls this. GLib's worker drops its own reference to the task after it
 * has told that the work is done; where the machine is busy that is the last one, and the source object, a widget perhaps, was finalised on the worker. The
 * data of the task may still be freed there: tell what of them belongs to this thread by yzt_task_keep(). */
void yzt_task_run_in_thread (GTask *task, GTaskThreadFunc func);
/** @object is let go of on this thread, too, and after everything else of @task. Before the task is run. */
void yzt_task_keep (GTask *task, gpointer object);
G_END_DECLS
