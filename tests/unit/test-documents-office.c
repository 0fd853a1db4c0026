/* test-documents-office.c: plans from Word, OpenDocument, web pages and PDF, good and hostile
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>
#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <pango/pangocairo.h>
#include <string.h>
#include "yzt-base.h"
#include "yzt-documents.h"

#define W_OPEN "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
#define W_CLOSE "</w:body></w:document>"

typedef struct {
  const char *name;
  const char *text;
  gssize length; /* −1: to its end */
} Part;

/* --- documents made here --- */

static GBytes *
pack (const Part *parts, guint n)
{
  const gsize room = 4 * 1024 * 1024;
  g_autofree char *buffer = g_malloc (room);
  size_t used = 0;
  struct archive *archive = archive_write_new ();
  archive_write_set_format_zip (archive);
  g_assert_cmpint (archive_write_open_memory (archive, buffer, room, &used), ==, ARCHIVE_OK);
  for (guint i = 0; i < n; i++) {
    gsize length = parts[i].length < 0 ? strlen (parts[i].text) : (gsize) parts[i].length;
    struct archive_entry *entry = archive_entry_new ();
    archive_entry_set_pathname (entry, parts[i].name);
    archive_entry_set_size (entry, (la_int64_t) length);
    archive_entry_set_filetype (entry, AE_IFREG);
    archive_entry_set_perm (entry, 0644);
    g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
    archive_write_data (archive, parts[i].text, length);
    archive_entry_free (entry);
  }
  archive_write_close (archive);
  archive_write_free (archive);
  return g_bytes_new (buffer, used);
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* One page for each text, set in lines of 380 points. */
static GBytes *
make_pdf (const char *const *pages, guint n)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, 500, 700);
  cairo_t *cr = cairo_create (surface);
  for (guint i = 0; i < n; i++) {
    g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
    g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Noto Sans CJK SC 12");
    pango_layout_set_font_description (layout, font);
    pango_layout_set_width (layout, 380 * PANGO_SCALE);
    pango_layout_set_text (layout, pages[i], -1);
    cairo_move_to (cr, 60, 60);
    pango_cairo_show_layout (cr, layout);
    cairo_show_page (cr);
  }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

/* --- reading them --- */

static YztPlanText *
read_good (GBytes *bytes, const char *origin, const char *media_type)
{
  g_autoptr (GError) error = NULL;
  const char *told = NULL;
  YztPlanText *text = yzt_plan_text_read (bytes, origin, &told, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (told, media_type));
  return text;
}

/* @word: of the sentence that is to be said. */
static void
assert_refused (GBytes *bytes, const char *origin, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlanText) text = yzt_plan_text_read (bytes, origin, NULL, &error);
  g_assert_null (text);
  g_assert_error (error, YZT_DOCUMENTS_ERROR, YZT_DOCUMENTS_ERROR_FORMAT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, origin));
  g_assert_nonnull (strstr (error->message, word));
}

static const YztPlanSection *
find_section (const YztPlanText *text, const char *heading)
{
  for (guint i = 0; i < text->sections->len; i++) {
    const YztPlanSection *section = &g_array_index (text->sections, YztPlanSection, i);
    if (g_str_equal (section->heading, heading)) {
      return section;
    }
  }
  g_error ("there is no section “%s”", heading);
}

static void
assert_section (const YztPlanText *text, const char *heading, const char *path, const char *body)
{
  const YztPlanSection *section = find_section (text, heading);
  g_assert_cmpstr (section->path, ==, path);
  g_assert_cmpstr (section->text, ==, body);
}

/* --- Word --- */

static const char STYLES[] =
    "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
    "<w:style w:type='paragraph' w:styleId='a'><w:name w:val='Normal'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='T'><w:name w:val='Title'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='own'><w:name w:val='本单位二级标题'/><w:basedOn w:val='2'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='2'><w:name w:val='heading 2'/><w:pPr><w:outlineLvl w:val='1'/></w:pPr></w:style></w:styles>";

static const char STYLED[] =
    W_OPEN "<w:p><w:pPr><w:pStyle w:val='T'/></w:pPr><w:r><w:t>某厂液氨泄漏</w:t></w:r><w:r><w:t>专项应急预案</w:t></w:r></w:p>"
           "<w:p><w:pPr><w:pStyle w:val='1'/></w:pPr><w:r><w:t>1 总则</w:t></w:r></w:p>"
           "<w:p><w:pPr><w:pStyle w:val='own'/></w:pPr><w:r><w:t>1.1 适用范围</w:t></w:r></w:p>"
           "<w:p><w:r><w:t xml:space='preserve'>本预案适用于</w:t></w:r><w:del><w:r><w:delText>全市</w:delText></w:r></w:del><w:ins><w:r><w:t>本厂</w:t></w:r></w:ins>"
           "<w:r><w:t>。</w:t></w:r></w:p>"
           "<w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr><w:r><w:t>2 响应分级</w:t></w:r></w:p>"
           "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>级别</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>条件</w:t></w:r></w:p></w:tc></w:tr>"
           "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>注</w:t></w:r></w:p></w:tc></w:tr>"
           "<w:tr><w:tc><w:p><w:r><w:t>Ⅲ级</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>泄漏</w:t></w:r></w:p><w:p><w:r><w:t>1 吨以上</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
           "<w:p/>" W_CLOSE;

static void
test_docx (void)
{
  const Part parts[] = { { "word/styles.xml", STYLES, -1 }, { "word/document.xml", STYLED, -1 } };
  g_autoptr (GBytes) bytes = pack (parts, G_N_ELEMENTS (parts));
  g_autoptr (YztPlanText) text = read_good (bytes, "a.docx", "wordprocessingml");
  g_assert_cmpstr (text->title, ==, "某厂液氨泄漏专项应急预案");
  assert_section (text, "1.1 适用范围", "1 总则 / 1.1 适用范围", "本预案适用于本厂。");
  assert_section (text, "2 响应分级", "2 响应分级", "级别\t条件\n\t注\nⅢ级\t泄漏 1 吨以上");
}

/* Most documents of small units have no styles: the numbering is the outline, and the name stands below number and date. */
static void
test_docx_without_styles (void)
{
  const Part parts[] = { { "word/document.xml",
                           W_OPEN "<w:p><w:r><w:t>某府办〔2026〕12号</w:t></w:r></w:p><w:p><w:r><w:t>某市突发事件</w:t></w:r></w:p>"
                                  "<w:p><w:r><w:t>总体应急预案</w:t></w:r></w:p><w:p><w:r><w:t>一、总则</w:t></w:r></w:p>"
                                  "<w:p><w:r><w:t>（一）编制目的</w:t></w:r></w:p><w:p><w:r><w:t>为了规范处置。</w:t></w:r></w:p>"
                                  "<w:p><w:r><w:t>二、组织体系</w:t></w:r></w:p><w:p><w:r><w:t>由应急委领导。</w:t></w:r></w:p>" W_CLOSE,
                           -1 } };
  g_autoptr (GBytes) bytes = pack (parts, 1);
  g_autoptr (YztPlanText) text = read_good (bytes, "b.docx", "wordprocessingml");
  g_assert_cmpstr (text->title, ==, "某市突发事件总体应急预案");
  assert_section (text, "（一）编制目的", "一、总则 / （一）编制目的", "为了规范处置。");
  assert_section (text, "二、组织体系", "二、组织体系", "由应急委领导。");
}

static void
test_hostile_docx (void)
{
  const gsize bomb_length = 40 * 1024 * 1024;
  g_autofree char *paragraphs = g_malloc (bomb_length);
  GString *deep = g_string_new (W_OPEN);
  const char line[] = "<w:p><w:r><w:t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</w:t></w:r></w:p>";
  gsize at = g_strlcpy (paragraphs, W_OPEN, bomb_length);
  for (; at + sizeof line < bomb_length; at += sizeof line - 1) {
    memcpy (paragraphs + at, line, sizeof line);
  }
  const Part bomb[] = { { "word/document.xml", paragraphs, (gssize) at } };
  g_autoptr (GBytes) bomb_bytes = pack (bomb, 1);
  g_assert_cmpuint (g_bytes_get_size (bomb_bytes), <, 1024 * 1024);
  assert_refused (bomb_bytes, "bomb.docx", "unfolds");
  const Part entities[] = { { "word/document.xml",
                              "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                              "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>预案&b;&x;</w:t></w:r></w:p></w:body></w:document>",
                              -1 } };
  g_autoptr (GBytes) entity_bytes = pack (entities, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (YztPlanText) text = yzt_plan_text_read (entity_bytes, "entities.docx", NULL, &error);
  for (guint i = 0; text != NULL && i < text->sections->len; i++) {
    g_assert_null (strstr (g_array_index (text->sections, YztPlanSection, i).text, "root:"));
  }
  for (guint i = 0; i < 5000; i++) {
    g_string_append (deep, "<w:p><w:r>");
  }
  const Part nested[] = { { "word/document.xml", deep->str, -1 } };
  g_autoptr (GBytes) nested_bytes = pack (nested, 1);
  assert_refused (nested_bytes, "deep.docx", "“deep.docx”");
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bomb_bytes, 0, g_bytes_get_size (bomb_bytes) / 2);
  assert_refused (cut, "cut.docx", "“cut.docx”");
  g_string_free (deep, TRUE);
}

/* A .docx that is a .doc, a .pdf that is a table: the bytes say what it is. */
static void
test_wrong_name (void)
{
  static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on";
  g_autoptr (GBytes) doc = g_bytes_new_static (ole, sizeof ole - 1);
  const Part table[] = { { "xl/workbook.xml", "<workbook/>", -1 } };
  g_autoptr (GBytes) xlsx = pack (table, 1);
  const Part ofd[] = { { "OFD.xml", "<ofd/>", -1 } };
  g_autoptr (GBytes) ofd_bytes = pack (ofd, 1);
  assert_refused (doc, "old.docx", "LibreOffice");
  assert_refused (xlsx, "table.pdf", "no document");
  assert_refused (ofd_bytes, "page.ofd", "OFD");
}

/* --- OpenDocument, web pages --- */

static void
test_odt (void)
{
  const Part parts[] = { { "mimetype", "application/vnd.oasis.opendocument.text", -1 },
                         { "content.xml",
                           "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b'><office:body><office:text>"
                           "<text:p text:style-name='Title'>某县防汛应急预案</text:p><text:h text:outline-level='1'>1 总则</text:h>"
                           "<text:p>第一<text:s text:c='2'/>段<office:annotation><text:p>批注</text:p></office:annotation>。</text:p>"
                           "<text:h text:outline-level='2'>1.1 物资</text:h><table:table><table:table-row><table:table-cell><text:p>水泵</text:p></table:table-cell>"
                           "<table:table-cell><text:p>8 台</text:p></table:table-cell></table:table-row></table:table>"
                           "</office:text></office:body></office:document-content>",
                           -1 } };
  g_autoptr (GBytes) bytes = pack (parts, G_N_ELEMENTS (parts));
  g_autoptr (YztPlanText) text = read_good (bytes, "c.odt", "opendocument");
  g_assert_cmpstr (text->title, ==, "某县防汛应急预案");
  assert_section (text, "1 总则", "1 总则", "第一  段。");
  assert_section (text, "1.1 物资", "1 总则 / 1.1 物资", "水泵\t8 台");
}

/* An empty cell keeps its place, written once or as so many alike; a row of nothing is dropped; a table within a cell is that cell's text. */
static void
test_odt_empty_cells (void)
{
  const Part parts[] = { { "mimetype", "application/vnd.oasis.opendocument.text", -1 },
                         { "content.xml",
                           "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b'><office:body><office:text>"
                           "<text:h text:outline-level='1'>1 物资</text:h><text:h text:outline-level='1'>2 表</text:h><table:table>"
                           "<table:table-row><table:table-cell/><table:table-cell><text:p>Ⅲ级</text:p></table:table-cell><table:table-cell><text:p/></table:table-cell>"
                           "<table:table-cell><text:p>Ⅱ级</text:p></table:table-cell></table:table-row>"
                           "<table:table-row><table:table-cell><text:p>水泵</text:p></table:table-cell><table:table-cell table:number-columns-repeated='2'/>"
                           "<table:table-cell><text:p>8</text:p><text:p>台</text:p></table:table-cell></table:table-row>"
                           "<table:table-row><table:table-cell/><table:table-cell/></table:table-row>"
                           "<table:table-row><table:table-cell><table:table><table:table-row><table:table-cell><text:p>内</text:p></table:table-cell>"
                           "<table:table-cell><text:p>层</text:p></table:table-cell></table:table-row></table:table></table:table-cell>"
                           "<table:table-cell><text:p>外</text:p></table:table-cell></table:table-row></table:table>"
                           "</office:text></office:body></office:document-content>",
                           -1 } };
  g_autoptr (GBytes) bytes = pack (parts, G_N_ELEMENTS (parts));
  g_autoptr (YztPlanText) text = read_good (bytes, "c.odt", "opendocument");
  assert_section (text, "2 表", "2 表", "\tⅢ级\t\tⅡ级\n水泵\t\t\t8 台\n内 层\t外");
}

static void
test_html (void)
{
  static const char page[] = "<html><head><title>x</title><meta charset='gbk'></head><body><script>var a = '坏';</script><h1>某市地震应急预案</h1>"
                             "<h2>1 总则</h2><p>为了\n  规范<b>处置</b>。</p><h2>2 响应</h2><table><tr><th>级别</th><th>条件</th></tr>"
                             "<tr><td></td><td>注</td></tr><tr><td>Ⅰ级</td><td><p>7 级</p><p>以上</p></td></tr></table><p>完&lt;b&gt;</p></body></html>";
  g_autoptr (GBytes) utf8 = g_bytes_new_static (page, sizeof page - 1);
  gsize length = 0;
  g_autofree char *gbk = g_convert (page, -1, "GB18030", "UTF-8", NULL, &length, NULL);
  g_autoptr (GBytes) encoded = g_bytes_new (gbk, length);
  GBytes *const both[] = { utf8, encoded };
  for (guint i = 0; i < G_N_ELEMENTS (both); i++) {
    g_autoptr (YztPlanText) text = read_good (both[i], "d.html", "html");
    g_assert_cmpstr (text->title, ==, "某市地震应急预案");
    assert_section (text, "1 总则", "1 总则", "为了规范处置。");
    assert_section (text, "2 响应", "2 响应", "级别\t条件\n\t注\nⅠ级\t7 级以上\n完<b>");
  }
}

/* --- PDF --- */

static const char FIRST_PAGE[] = "某市应急管理局\n某市危险化学品事故应急预案\n1 总则\n1.1 编制目的\n"
                                 "为了规范本市行政区域内危险化学品事故的应急处置工作，提高处置能力，最大限度减少人员伤亡和财产损失，保护环境，"
                                 "制定本预案。\n1.2 适用范围\n适用于本市。\n- 1 -";
static const char SECOND_PAGE[] = "某市应急管理局\n2 响应分级\n分为四级。\n第二段在此。\n- 2 -";
static const char THIRD_PAGE[] = "某市应急管理局\n附件1 通讯录\n值班室 0758-5550103\n最后一行。\n- 3 -";

static void
test_pdf (void)
{
  const char *const pages[] = { FIRST_PAGE, SECOND_PAGE, THIRD_PAGE };
  g_autoptr (GBytes) bytes = make_pdf (pages, G_N_ELEMENTS (pages));
  g_autoptr (YztPlanText) text = read_good (bytes, "e.pdf", "application/pdf");
  g_assert_cmpstr (text->title, ==, "某市危险化学品事故应急预案");
  assert_section (text, "1.1 编制目的", "1 总则 / 1.1 编制目的",
                  "为了规范本市行政区域内危险化学品事故的应急处置工作，提高处置能力，最大限度减少人员伤亡和财产损失，保护环境，制定本预案。");
  assert_section (text, "2 响应分级", "2 响应分级", "分为四级。\n第二段在此。");
  assert_section (text, "附件1 通讯录", "附件1 通讯录", "值班室 0758-5550103\n最后一行。");
}

static void
test_hostile_pdf (void)
{
  const char *const pages[] = { "" };
  g_autoptr (GBytes) scan = make_pdf (pages, 1);
  g_autoptr (YztPlanText) text = read_good (scan, "scan.pdf", "application/pdf");
  g_assert_cmpuint (text->sections->len, ==, 0); /* nothing to read is told, not refused */
  g_autoptr (GBytes) broken = g_bytes_new_static ("%PDF-1.7\nnothing", 16);
  assert_refused (broken, "broken.pdf", "damaged");
  const char *const good[] = { FIRST_PAGE };
  g_autoptr (GBytes) bytes = make_pdf (good, 1);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  for (guint i = 0; i < 60; i++) { /* bytes knocked over: any answer but a crash */
    g_autofree char *copy = g_memdup2 (data, length);
    for (guint k = 0; k < 20; k++) {
      copy[g_test_rand_int_range (0, (gint32) length)] = (char) g_test_rand_int_range (0, 256);
    }
    g_autoptr (GBytes) knocked = g_bytes_new (copy, length);
    g_autoptr (YztPlanText) any = yzt_plan_text_read (knocked, "knocked.pdf", NULL, NULL);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/documents-office/docx", test_docx);
  g_test_add_func ("/documents-office/docx-without-styles", test_docx_without_styles);
  g_test_add_func ("/documents-office/hostile-docx", test_hostile_docx);
  g_test_add_func ("/documents-office/wrong-name", test_wrong_name);
  g_test_add_func ("/documents-office/odt", test_odt);
  g_test_add_func ("/documents-office/odt-empty-cells", test_odt_empty_cells);
  g_test_add_func ("/documents-office/html", test_html);
  g_test_add_func ("/documents-office/pdf", test_pdf);
  g_test_add_func ("/documents-office/hostile-pdf", test_hostile_pdf);
  return g_test_run ();
}
