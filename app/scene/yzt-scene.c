/* yzt-scene.c: the current generation, on the main thread
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-scene-private.h"
#include "yzt-task.h"

/* Rows changed since the base was built; beyond, a fresh base is made on a worker. */
#define COMPACT_AFTER 2000

struct _YztScene {
  GObject parent_instance;
  YztGeneration *generation;
  GPtrArray *since; /* YztPatch: what came since the compaction under way began; NULL when none is under way */
  guint compaction; /* counts up, so that a result that came too late is known by its number */
};

G_DEFINE_FINAL_TYPE (YztScene, yzt_scene, G_TYPE_OBJECT)

enum { PUBLISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
yzt_scene_finalize (GObject *object)
{
  YztScene *self = YZT_SCENE (object);

  g_clear_pointer (&self->generation, yzt_generation_unref);
  g_clear_pointer (&self->since, g_ptr_array_unref);
  G_OBJECT_CLASS (yzt_scene_parent_class)->finalize (object);
}

static void
yzt_scene_class_init (YztSceneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yzt_scene_finalize;

  signals[PUBLISHED] = g_signal_new ("published", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
}

static void
yzt_scene_init (YztScene *self)
{
}

YztScene *
yzt_scene_new (YztKindSet *kinds)
{
  YztScene *self;

  g_return_val_if_fail (kinds != NULL, NULL);

  self = g_object_new (YZT_TYPE_SCENE, NULL);
  self->generation = yzt_scene_builder_finish (yzt_scene_builder_new (kinds));
  return self;
}

YztGeneration *
yzt_scene_get_generation (YztScene *scene)
{
  g_return_val_if_fail (YZT_IS_SCENE (scene), NULL);

  return scene->generation;
}

static void compact_in_worker (YztScene *self);

/* Takes the reference. Numbers grow with each publication, also when @generation was made before the current one. */
static void
swap_generation (YztScene *self, YztGeneration *generation)
{
  YztGeneration *old = self->generation;

  if (generation != old && generation->number < old->number) {
    self->generation = yzt_generation_renumber (generation);
    yzt_generation_unref (generation);
  } else {
    self->generation = generation;
  }
  yzt_generation_unref (old);
  g_signal_emit (self, signals[PUBLISHED], 0);
}

static void
compact_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, yzt_generation_compact (data), (GDestroyNotify) yzt_generation_unref);
}

static void
on_compacted (GObject *source, GAsyncResult *result, gpointer data)
{
  YztScene *self = YZT_SCENE (source);
  g_autoptr (YztGeneration) compacted = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GPtrArray) since = NULL;

  if (self->since == NULL || self->compaction != GPOINTER_TO_UINT (data) || compacted == NULL) {
    return;
  }
  since = g_steal_pointer (&self->since);
  for (guint i = 0; i < since->len; i++) {
    YztGeneration *next = yzt_generation_apply (compacted, g_ptr_array_index (since, i));

    yzt_generation_unref (compacted);
    compacted = next;
  }
  swap_generation (self, g_steal_pointer (&compacted));
  compact_in_worker (self);
}

/* Starts a compaction when the delta asks for one and none is under way. */
static void
compact_in_worker (YztScene *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->since != NULL || yzt_generation_get_delta_size (self->generation) <= COMPACT_AFTER) {
    return;
  }
  self->since = g_ptr_array_new_with_free_func ((GDestroyNotify) yzt_patch_free);
  self->compaction++;
  task = g_task_new (self, NULL, on_compacted, GUINT_TO_POINTER (self->compaction));
  g_task_set_source_tag (task, compact_in_worker);
  g_task_set_task_data (task, yzt_generation_ref (self->generation), (GDestroyNotify) yzt_generation_unref);
  yzt_task_run_in_thread (task, compact_on_worker);
}

void
yzt_scene_publish (YztScene *scene, YztGeneration *generation)
{
  g_return_if_fail (YZT_IS_SCENE (scene));
  g_return_if_fail (generation != NULL);

  /* A compaction of what was there before has nothing to say about this one. */
  g_clear_pointer (&scene->since, g_ptr_array_unref);
  swap_generation (scene, yzt_generation_ref (generation));
  compact_in_worker (scene);
}

void
yzt_scene_patch (YztScene *scene, const YztItemChange *items, guint n_items, const YztStockChange *stocks, guint n_stocks)
{
  YztPatch *patch;
  YztGeneration *next;

  g_return_if_fail (YZT_IS_SCENE (scene));
  g_return_if_fail (items != NULL || n_items == 0);
  g_return_if_fail (stocks != NULL || n_stocks == 0);

  patch = yzt_patch_new (scene->generation->base->schema, items, n_items, stocks, n_stocks);
  next = yzt_generation_apply (scene->generation, patch);
  if (scene->since != NULL) {
    g_ptr_array_add (scene->since, patch);
  } else {
    yzt_patch_free (patch);
  }
  swap_generation (scene, next);
  compact_in_worker (scene);
}
