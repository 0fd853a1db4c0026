/* test-draw-label.c: long names in two lines
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "yzt-label.h"

static void
test_break (void)
{
  const struct {
    const char *name, *lines;
  } names[] = {
    { "高要物资库", NULL },
    { "Fire station 12", NULL },
    { "四会市大沙镇中心小学体育馆", "四会市大沙镇\n中心小学体育馆" },
    { "广东省肇庆市鼎湖区应急物资储备中心仓库", "广东省肇庆市鼎湖区\n应急物资储备中心仓库" },
    { "华昌冷冻食品厂（金利镇第二厂区）", "华昌冷冻食品厂\n（金利镇第二厂区）" },
    { "德庆县G321国道货车侧翻", "德庆县\nG321国道货车侧翻" },
    { "Zhaoqing First People's Hospital", "Zhaoqing First\nPeople's Hospital" },
    { "abcdefghijklmnopqrstuvwxyzabcdefghij", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *lines = yzt_label_break (names[i].name);
    g_assert_cmpstr (lines, ==, names[i].lines);
  }
}

/* Two lines are taller and narrower than one. */
static void
test_measure (void)
{
  g_autoptr (YztLabelPainter) painter = yzt_label_painter_new ("zh_CN");
  double width, height, one_width, one_height;
  yzt_label_painter_measure (painter, "广东省肇庆市鼎湖区应急物资储备中心仓库", YZT_LABEL_FEATURE, &width, &height);
  yzt_label_painter_measure (painter, "广东省肇庆市鼎湖区", YZT_LABEL_FEATURE, &one_width, &one_height);
  g_assert_cmpfloat (height, >, 1.5 * one_height);
  g_assert_cmpfloat (width, <, 1.5 * one_width);
  yzt_label_painter_measure (painter, "广东省肇庆市鼎湖区应急物资储备中心仓库", YZT_LABEL_TOWN, &width, &height);
  g_assert_cmpfloat (height, <, 1.5 * one_height);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/label/break", test_break);
  g_test_add_func ("/draw/label/measure", test_measure);
  return g_test_run ();
}
