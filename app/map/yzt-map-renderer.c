/* yzt-map-renderer.c: which GSK renderer suits this machine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "yzt-map-renderer.h"
#include <malloc.h>

#define DEVICE_DIR "/dev/dri"
#define FRAME_BYTES_MOST (20 << 20) /* of a picture that is made anew in a frame: a wall of 3840 x 1200 */
#define KEPT_BYTES (48 << 20)       /* of free memory at the end of the heap */

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

/* The cairo renderer makes and drops pictures as large as the window in every frame. glibc hands such blocks back to the
 * kernel and gets them again page by page, which costs a third of a frame: a little more is kept. */
static void
keep_frame_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, FRAME_BYTES_MOST);
  mallopt (M_TRIM_THRESHOLD, KEPT_BYTES);
  mallopt (M_TOP_PAD, FRAME_BYTES_MOST / 4);
#endif
}

gboolean
yzt_map_renderer_is_cairo (void)
{
  return g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") == 0;
}

void
yzt_map_choose_renderer (void)
{
  if (g_getenv ("GSK_RENDERER") == NULL && !has_render_node ()) {
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
  }
  if (yzt_map_renderer_is_cairo ()) {
    keep_frame_memory ();
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE); /* GTK would load a software OpenGL, 60 MB of it, and never use it */
  }
}
