/* yzt-recognise-encoding.c: in which encoding a text is, by what its bytes would say in each
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "yzt-recognise-private.h"

/* Enough to tell; a longer look only takes longer. */
#define LOOKED_AT_BYTES (256 * 1024)

/* The characters that lists of places, people and things are mostly made of, simplified and traditional. */
static const char COMMON[] =
  "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
  "镇乡村街路巷栋楼室号址纬经医院校幼园站库仓储危险源避难所消防救援队公司有限责任企业股份集团联系负责法定代表电话手机姓名称编码备注类别级所属区县序隐患物资装备床位容纳"
  "縣鄉鎮區號電話醫院學國稱緯經灣臺東門業廠車務會員長場備類級點園關開線萬與為無時將設動產這個們來對實現發當過還後體從機應進種間數關員處隊給導術極聯認權證轉單風達務節傳廣記觀裝眾書複兒須際驗連斷難團歷構稱準維劃選標寫親養狀識適屬圓調滿參紅細聽該鐵價嚴樓巷棟樣條結圖統別運農紀樂總質氣變問題黨資邊級組計論強據規熱領壓爭濟階報離確張馬話整況溫許羣雲龍陽黃麗興橋鳳澤財診藥臨護衛環釐稅銀證";

static GHashTable *
common_characters (void)
{
  static gsize once = 0;
  static GHashTable *set = NULL;

  if (g_once_init_enter (&once)) {
    set = g_hash_table_new (NULL, NULL);
    for (const char *p = COMMON; *p != '\0'; p = g_utf8_next_char (p)) {
      g_hash_table_add (set, GUINT_TO_POINTER (g_utf8_get_char (p)));
    }
    g_once_init_leave (&once, 1);
  }
  return set;
}

typedef struct {
  gsize n_characters;
  gsize n_ascii;
  gsize n_common;  /* frequent Han characters, and their punctuation */
  gsize n_han;
  gsize n_strange; /* controls, private use, kana, box drawing, rare Han: nothing that a list has */
} Look;

static Look
look_at (const char *text, gsize length)
{
  Look look = { 0 };

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    look.n_characters++;
    if (c < 0x80) {
      look.n_ascii++;
      look.n_strange += c < 0x20 && c != '\t' && c != '\n' && c != '\r' ? 1 : 0;
    } else if (c >= 0x4e00 && c <= 0x9fff) {
      look.n_han++;
      look.n_common += g_hash_table_contains (common_characters (), GUINT_TO_POINTER (c)) ? 1 : 0;
    } else if ((c >= 0x3000 && c <= 0x3017) || (c >= 0xff01 && c <= 0xff5e) || (c >= 0x2010 && c <= 0x2033) || c == 0xb0 || c == 0xb7 || c == 0xfeff) {
      look.n_common++;
      look.n_han++;
    } else if (c < 0x250) {
      look.n_common += 0;
    } else {
      look.n_strange++;
    }
  }
  return look;
}

/* 0 … 1: how much the text reads like a list of ours. */
static double
reading (const Look *look)
{
  gsize rest = look->n_characters - look->n_ascii;

  if (rest == 0) {
    return 0.0;
  }
  return CLAMP (((double) look->n_common - 2.0 * (double) look->n_strange) / (double) rest, 0.0, 1.0);
}

/* Bytes that are none of @encoding become U+FFFD. Old lists hold characters that somebody's computer had of its own: one such must not cost the
 * other ten thousand. */
char *
yzt_decode_leniently (const char *bytes, gsize length, const char *encoding, gsize *length_out, guint *n_bad_out)
{
  GIConv converter = g_iconv_open ("UTF-8", encoding);
  GString *out = NULL;
  char buffer[8192];
  char *in = (char *) bytes;
  gsize left = length;

  *n_bad_out = 0;
  if (converter == (GIConv) -1) {
    return NULL;
  }
  out = g_string_sized_new (length * 3 / 2 + 16);
  while (left > 0) {
    char *to = buffer;
    gsize room = sizeof buffer;
    gsize done = g_iconv (converter, &in, &left, &to, &room);
    int problem = errno;
    g_string_append_len (out, buffer, to - buffer);
    if (done == (gsize) -1 && problem != E2BIG) {
      gsize skipped = problem == EILSEQ && left > 1 && (guchar) in[0] >= 0x80 ? 2 : 1;
      g_string_append (out, "\xef\xbf\xbd");
      (*n_bad_out)++;
      in += MIN (skipped, left);
      left -= MIN (skipped, left);
      g_iconv (converter, NULL, NULL, NULL, NULL);
    }
  }
  g_iconv_close (converter);
  *length_out = out->len;
  return g_string_free (out, FALSE);
}

/* NULL when more than a few bytes do not fit. */
static char *
try_encoding (const char *bytes, gsize length, const char *encoding, gsize *length_out)
{
  guint n_bad = 0;
  char *text = yzt_decode_leniently (bytes, length, encoding, length_out, &n_bad);

  if (text != NULL && (n_bad > 2 + length / 4000 || memchr (text, '\0', *length_out) != NULL)) {
    g_clear_pointer (&text, g_free);
  }
  return text;
}

/* Cut after the last line end, so that no character is cut in two. */
static gsize
part_length (const char *bytes, gsize length)
{
  gsize cut = MIN (length, LOOKED_AT_BYTES);

  if (cut == length) {
    return cut;
  }
  while (cut > 0 && bytes[cut - 1] != '\n') {
    cut--;
  }
  return cut > 0 ? cut : LOOKED_AT_BYTES;
}

/* UTF-16 without a mark: half of the bytes of its ASCII are zero, always on the same side. */
static const char *
utf16_without_mark (const char *bytes, gsize length)
{
  gsize zeros[2] = { 0, 0 };
  gsize n = MIN (length, 4096);

  for (gsize i = 0; i < n; i++) {
    zeros[i & 1] += bytes[i] == '\0' ? 1 : 0;
  }
  if (n < 4 || (length & 1) != 0 || zeros[0] + zeros[1] < MAX (n / 20, 2)) {
    return NULL;
  }
  if (zeros[1] > 8 * zeros[0]) {
    return "UTF-16LE";
  }
  return zeros[0] > 8 * zeros[1] ? "UTF-16BE" : NULL;
}

/* Single letters with accents between plain ones are of a western encoding; Han characters come in runs of two bytes. */
static gboolean
looks_western (const char *bytes, gsize length)
{
  gsize lonely = 0, high = 0;

  for (gsize i = 0; i < length; i++) {
    if ((guchar) bytes[i] >= 0x80) {
      gboolean before = i > 0 && (guchar) bytes[i - 1] >= 0x80;
      gboolean after = i + 1 < length && (guchar) bytes[i + 1] >= 0x80;
      high++;
      lonely += !before && !after && i + 1 < length && g_ascii_isalpha (bytes[i + 1]) && i > 0 && g_ascii_isalpha (bytes[i - 1]) ? 1 : 0;
    }
  }
  return high > 0 && lonely * 2 > high;
}

static double
part_of_high_bytes (const char *bytes, gsize length)
{
  gsize high = 0;

  for (gsize i = 0; i < length; i++) {
    high += (guchar) bytes[i] >= 0x80 ? 1 : 0;
  }
  return length > 0 ? (double) high / length : 0.0;
}

static const char *
found (const char *encoding, double confidence, char *evidence, double *confidence_out, char **evidence_out)
{
  *confidence_out = confidence;
  *evidence_out = evidence;
  return encoding;
}

static const char *
choose_east_asian (const char *bytes, gsize length, double *confidence_out, char **evidence_out)
{
  static const char *const candidates[] = { "GB18030", "BIG5" };
  double readings[G_N_ELEMENTS (candidates)] = { 0 };
  gboolean fits[G_N_ELEMENTS (candidates)] = { FALSE };
  guint best, other;
  double confidence;

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++) {
    gsize n = 0;
    g_autofree char *text = try_encoding (bytes, length, candidates[i], &n);
    if (text != NULL) {
      Look look = look_at (text, n);
      readings[i] = reading (&look);
      fits[i] = TRUE;
    }
  }
  best = fits[1] && (readings[1] > readings[0] + 0.05 || !fits[0]) ? 1 : 0;
  other = 1 - best;
  /* A handful of odd bytes among plain letters is a western file: Chinese lists have more to say. */
  if ((looks_western (bytes, length) && readings[best] < 0.6) || !fits[best] || (readings[best] < 0.3 && part_of_high_bytes (bytes, length) < 0.05)) {
    return found ("WINDOWS-1252", fits[best] ? 0.7 : 0.6, g_strdup (_("Letters with accents stand among plain ones, as in western encodings.")), confidence_out,
                  evidence_out);
  }
  confidence = fits[other] ? 0.72 + 0.27 * (readings[best] - readings[other]) / MAX (readings[best], 0.2) : 0.75 + 0.24 * MIN (1.0, readings[best] / 0.6);
  return found (candidates[best], CLAMP (confidence, 0.3, 0.99),
                /* TRANSLATORS: encodings: Read as GB18030, 92 % of the characters are common ones, as BIG5 31 %. */
                fits[other] ? g_strdup_printf (_("The text is not UTF-8; read as %s, %d%% of its characters are common ones, as %s %d%%."), candidates[best],
                                               (int) (readings[best] * 100.0 + 0.5), candidates[other], (int) (readings[other] * 100.0 + 0.5))
                            : g_strdup_printf (_("The text is not UTF-8; read as %s, %d%% of its characters are common ones; it is no %s."), candidates[best],
                                               (int) (readings[best] * 100.0 + 0.5), candidates[other]),
                confidence_out, evidence_out);
}

/* “医院” in GBK is good UTF-8: two letters of alphabets that no list of ours is written in. Russian read so has rare characters. */
static gboolean
is_chinese_by_chance_utf8 (const char *bytes, gsize length)
{
  Look as_utf8 = look_at (bytes, length);
  gsize n = 0;
  g_autofree char *text = NULL;
  Look look;

  if (as_utf8.n_han > 0 || as_utf8.n_strange == 0) {
    return FALSE;
  }
  text = try_encoding (bytes, length, "GB18030", &n);
  if (text == NULL || strstr (text, "\xef\xbf\xbd") != NULL) {
    return FALSE;
  }
  look = look_at (text, n);
  return reading (&look) >= 0.9;
}

const char *
yzt_recognise_encoding (const char *bytes, gsize length, double *confidence_out, char **evidence_out)
{
  const char *utf16;
  gsize part = part_length (bytes, length);
  const char *end = NULL;
  gboolean ascii = TRUE;

  if (length >= 2 && (memcmp (bytes, "\xff\xfe", 2) == 0 || memcmp (bytes, "\xfe\xff", 2) == 0)) {
    return found (bytes[0] == '\xff' ? "UTF-16LE" : "UTF-16BE", 1.0, g_strdup (_("The file begins with the mark of UTF-16.")), confidence_out, evidence_out);
  }
  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0) {
    return found ("UTF-8", 1.0, g_strdup (_("The file begins with the mark of UTF-8.")), confidence_out, evidence_out);
  }
  utf16 = utf16_without_mark (bytes, length);
  if (utf16 != NULL) {
    return found (utf16, 0.95, g_strdup (_("Every second byte is zero, as in UTF-16.")), confidence_out, evidence_out);
  }
  if (length > 0 && memchr (bytes, '\0', part) != NULL) {
    return NULL;
  }
  for (gsize i = 0; i < length && ascii; i++) {
    ascii = (guchar) bytes[i] < 0x80 && bytes[i] != '\0';
  }
  if (ascii || g_utf8_validate_len (bytes, length, &end)) {
    if (!ascii && is_chinese_by_chance_utf8 (bytes, part)) {
      return found ("GB18030", 0.9, g_strdup (_("Every byte fits UTF-8 by chance; read as GB18030 they are common Chinese characters.")), confidence_out, evidence_out);
    }
    return found ("UTF-8", ascii ? 0.99 : 1.0, ascii ? g_strdup (_("There are plain letters and digits only.")) : g_strdup (_("Every byte fits UTF-8.")),
                  confidence_out, evidence_out);
  }
  return choose_east_asian (bytes, part, confidence_out, evidence_out);
}
