/* yzt-documents.h: emergency plans: text, outline, sections
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure parsing; [worker] for import. Errors: YZT_DOCUMENTS_ERROR. */
#pragma once
#include "yzt-store.h"
G_BEGIN_DECLS
#define YZT_PLAN_MAX_BYTES (200 * 1024 * 1024)
typedef enum { YZT_DOCUMENTS_ERROR_READ, YZT_DOCUMENTS_ERROR_FORMAT } YztDocumentsError;
#define YZT_DOCUMENTS_ERROR (yzt_documents_error_quark ())
GQuark yzt_documents_error_quark (void);

typedef struct {
  GHashTable *meta;   /* front matter: key → value */
  char *title;        /* front matter "name", else the first heading, else "" */
  GArray *sections;   /* YztPlanSection; text before the first heading is a section of depth 0; tables as lines with tabs; lists with "· " or numbers */
} YztPlanText;
void yzt_plan_text_free (YztPlanText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanText, yzt_plan_text_free)
/** Markdown (md4c, tables on) with optional front matter, UTF-8 or GB18030; plain text: headings by Chinese numbering patterns (plans.md §6). */
YztPlanText *yzt_plan_text_parse (const char *bytes, gsize length, const char *origin, GError **error);

/** PDF, DOCX, ODT, HTML, Markdown or text, told by its bytes; Word before 2007 and RTF where LibreOffice is installed. A PDF of pictures alone has
 * no sections. @media_type_out: a static string, may be NULL. Bounded: YZT_PLAN_MAX_BYTES in, 32 MiB of text out. */
YztPlanText *yzt_plan_text_read (GBytes *bytes, const char *origin, const char **media_type_out, GError **error);
/** TRUE when the name is one of a document that yzt_plan_text_read may know. */
gboolean yzt_plan_is_document_name (const char *name);

typedef struct {
  guint read, written, unchanged, rejected;
  guint left_out;      /* by a person, of those that could be written */
  guint scans;         /* of those written: pages that are pictures, with no text to search */
  guint doubtful;      /* readings of first pages that are less than sure and wait for a person (rows of plan-finding) */
  GPtrArray *problems; /* char * sentences */
  YztActResult *result;
} YztPlanImportReport;
void yzt_plan_import_report_free (YztPlanImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztPlanImportReport, yzt_plan_import_report_free)
/** A document (yzt_plan_is_document_name) or every one in a folder tree as plans (kind "plan"; known by code, else title: an existing plan is updated), one BULK act. */
gboolean yzt_import_plans (YztStore *store, YztKind *plan_kind, const char *path, gboolean dry_run, gboolean strict, const YztActInfo *info, YztPlanImportReport **report_out, GError **error);
G_END_DECLS
