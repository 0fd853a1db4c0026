/* yzt-map-renderer.c: which GSK renderer suits this machine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-renderer.h"

#define DEVICE_DIR "/dev/dri"

/* A render node is what Mesa needs for hardware GL. Its absence is certain to mean llvmpipe; its
 * presence is taken for hardware without opening a display, which would be slow before the window. */
static gboolean
has_render_node (void)
{
  g_autoptr (GDir) dir = g_dir_open (DEVICE_DIR, 0, NULL);
  if (dir == NULL) {
    return FALSE;
  }
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (name, "renderD")) {
      return TRUE;
    }
  }
  return FALSE;
}

void
yzt_map_choose_renderer (void)
{
  if (g_getenv ("GSK_RENDERER") == NULL && !has_render_node ()) {
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
  }
}
