/* yzt-part-packer.c: parts of the journal packed on a thread of their own
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packing is a third of the work of preparing rows. What is pushed is packed one after the other, so that the sum over all parts is
 * that of their order. */
#include "config.h"
#include "yzt-prepared-private.h"

/* Each may be a megabyte, and more with long texts. */
#define MAX_WAITING 4

typedef struct {
  GByteArray *changeset; /* NULL: the end */
  guint8 *packed;
  gsize packed_length, length;
  GError *error;
} Part;

struct _YztPartPacker {
  GChecksum *checksum; /* the thread's until all are taken */
  GAsyncQueue *raw, *packed;
  GThread *thread;     /* started with the first part */
  guint n;
};

static void
part_free (Part *part)
{
  g_clear_pointer (&part->changeset, g_byte_array_unref);
  g_free (part->packed);
  g_clear_error (&part->error);
  g_free (part);
}

static gpointer
pack_thread (gpointer data)
{
  YztPartPacker *self = data;

  while (TRUE) {
    Part *part = g_async_queue_pop (self->raw);

    if (part->changeset == NULL) {
      part_free (part);
      return NULL;
    }
    part->length = part->changeset->len;
    part->packed = yzt_part_pack (part->changeset->data, part->length, &part->packed_length, &part->error);
    if (part->packed != NULL)
      g_checksum_update (self->checksum, part->packed, (gssize) part->packed_length);
    g_clear_pointer (&part->changeset, g_byte_array_unref);
    g_async_queue_push (self->packed, part);
  }
}

YztPartPacker *
yzt_part_packer_new (GChecksum *checksum)
{
  YztPartPacker *self = g_new0 (YztPartPacker, 1);

  self->checksum = checksum;
  self->raw = g_async_queue_new_full ((GDestroyNotify) part_free);
  self->packed = g_async_queue_new_full ((GDestroyNotify) part_free);
  return self;
}

void
yzt_part_packer_free (YztPartPacker *self)
{
  if (self == NULL)
    return;
  if (self->thread != NULL) {
    g_async_queue_push_front (self->raw, g_new0 (Part, 1));
    g_thread_join (self->thread);
  }
  g_async_queue_unref (self->raw);
  g_async_queue_unref (self->packed);
  g_free (self);
}

void
yzt_part_packer_push (YztPartPacker *self, GByteArray *changeset)
{
  Part *part = g_new0 (Part, 1);

  part->changeset = changeset;
  if (self->thread == NULL)
    self->thread = g_thread_new ("yzt-packer", pack_thread, self);
  g_async_queue_push (self->raw, part);
  self->n++;
}

guint8 *
yzt_part_packer_take (YztPartPacker *self, gboolean waits, gsize *packed_length, gsize *length, GError **error)
{
  Part *part = waits || self->n > MAX_WAITING ? g_async_queue_pop (self->packed) : g_async_queue_try_pop (self->packed);
  guint8 *packed;

  if (part == NULL)
    return NULL;
  self->n--;
  packed = g_steal_pointer (&part->packed);
  *packed_length = part->packed_length;
  *length = part->length;
  if (packed == NULL)
    g_propagate_error (error, g_steal_pointer (&part->error));
  part_free (part);
  return packed;
}

guint
yzt_part_packer_get_n (YztPartPacker *self)
{
  return self->n;
}
