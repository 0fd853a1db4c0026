/* yzt-documents-private.h: the parts of reading a plan: front matter, Markdown, plain text
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "yzt-documents.h"
G_BEGIN_DECLS

/** More headings than this in one plan is no plan. */
#define YZT_PLAN_MAX_SECTIONS 20000

/** Takes "---" … "---" from the beginning of @text into @meta (key → value, lists joined with ";"). Returns where the body begins. */
const char *yzt_plan_front_matter (const char *text, GHashTable *meta);

/** One heading with its own text, as found; levels as in the file. */
typedef struct {
  guint level;      /* 1…; 0: text before the first heading */
  char *heading;
  GString *text;
} YztPlanPart;
GArray *yzt_plan_parts_new (void); /* (element-type YztPlanPart), clear func set */
YztPlanPart *yzt_plan_parts_add (GArray *parts, guint level, const char *heading);

/** FALSE when md4c refuses or there are too many headings. */
gboolean yzt_plan_read_markdown (const char *text, gsize length, GArray *parts);
void yzt_plan_read_plain (const char *text, GArray *parts);
/** TRUE when plain text is written as Markdown: a heading line with "#". */
gboolean yzt_plan_looks_like_markdown (const char *text);

/** Title and sections of what was read; the front matter is still empty. */
YztPlanText *yzt_plan_text_from_parts (GArray *parts);

/* --- documents of offices --- */

/** More text than this in one document is no plan; also what one part of a packed document may unfold to. */
#define YZT_PLAN_MAX_TEXT_BYTES (32 * 1024 * 1024)

/** The paragraphs of a document in their order, each of a level that its style says:
 * 1 the name of the plan, 2 a chapter, 3… below it, 0 text. */
typedef struct _YztPlanDraft YztPlanDraft;
YztPlanDraft *yzt_plan_draft_new (void);
void yzt_plan_draft_free (YztPlanDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanDraft, yzt_plan_draft_free)
/** Blanks at both ends are dropped, empty paragraphs too. FALSE when that is more than a plan can be. */
gboolean yzt_plan_draft_add (YztPlanDraft *self, guint level, const char *text);
/** A row of a table, its cells parted by tabs: an empty cell keeps its place, a row of empty ones is dropped. */
gboolean yzt_plan_draft_add_row (YztPlanDraft *self, const char *cells);
/** "应 急 预 案" becomes 应急预案, in place. */
void yzt_plan_close_up (char *text);
/** TRUE when @line is just the name of a chapter that plans have (data/plans/headings.tsv), with or without a number. */
gboolean yzt_plan_is_chapter_name (const char *line);
/** By the styles where the document has headings, else by the numbering of its lines. */
void yzt_plan_draft_to_parts (YztPlanDraft *self, GArray *parts);
gboolean yzt_plan_draft_is_empty (const YztPlanDraft *self);

typedef enum { YZT_DOCUMENT_TEXT, YZT_DOCUMENT_HTML, YZT_DOCUMENT_DOCX, YZT_DOCUMENT_ODT, YZT_DOCUMENT_PDF, YZT_DOCUMENT_OLD_WORD, YZT_DOCUMENT_OFD,
               YZT_DOCUMENT_OTHER } YztDocumentFormat;
/** By what the bytes say; the name's ending only tells HTML from text. */
YztDocumentFormat yzt_document_format (GBytes *bytes, const char *origin);
const char *yzt_document_media_type (YztDocumentFormat format, const char *origin);

/** One part of a packed document (zip), unfolded while it is read and never beyond YZT_PLAN_MAX_TEXT_BYTES. */
typedef struct _YztPackedPart YztPackedPart;
/** NULL without error: there is no such part. */
YztPackedPart *yzt_packed_part_open (GBytes *bytes, const char *name, const char *origin, GError **error);
void yzt_packed_part_free (YztPackedPart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPackedPart, yzt_packed_part_free)
/** The next at most @size bytes; 0 at the end, -1 when it cannot be unfolded or unfolds to too much. For xmlReaderForIO. */
int yzt_packed_part_read (gpointer self, char *buffer, int size);
/** TRUE when all of it was read: @whole by what its XML says, not @enough, which is more than a plan can have. Else the sentence. */
gboolean yzt_packed_part_judge (const YztPackedPart *self, gboolean whole, gboolean enough, const char *origin, GError **error);

gboolean yzt_plan_read_docx (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error);
gboolean yzt_plan_read_odt (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error);
gboolean yzt_plan_read_html (const char *text, gsize length, const char *origin, YztPlanDraft *draft, GError **error);
/** Lines that the page's width broke are joined, heads and feet that come again on most pages dropped. */
gboolean yzt_plan_read_pdf (GBytes *bytes, const char *origin, YztPlanDraft *draft, GError **error);
/** FALSE: a page of it unfolds to more than any page has, so that whoever draws it would run out of memory. */
gboolean yzt_plan_pdf_is_bearable (GBytes *bytes);
/** Word before 2007 and RTF, through LibreOffice where it is installed: the same document as DOCX. */
GBytes *yzt_plan_convert_old_word (GBytes *bytes, const char *origin, GError **error);
/** For tests: how long LibreOffice may take; 0: as always. */
void yzt_plan_set_office_patience (guint wait_ms);
G_END_DECLS
