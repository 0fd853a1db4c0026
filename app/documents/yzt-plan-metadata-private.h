/* yzt-plan-metadata-private.h: what the files that read the first pages of plans share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "yzt-plan-structure-private.h"
G_BEGIN_DECLS

/* How sure a reading is: said under its own name, or only likely. */
#define SURELY 0.97
#define DOUBTFUL 0.7

typedef struct {
  GArray *readings;
  char *head;          /* the first pages as lines */
  GStrv lines;
  guint n_lines;
  char *title;
  gboolean of_enterprise;
} YztFirstPages;

#define FIRM "(?:有限责任公司|股份有限公司|有限公司|公司|集团|工厂|[\\p{Han}]厂|站|医院|学校|学院|大学|中学|小学|幼儿园|矿业|煤矿|矿|酒店|商场|项目部|车站|码头|油库|储配站|加油站|研究院|研究所|养老院|图书馆)"
/* The name of a firm stands before what the plan is about: "…矿山事故" is no mine. */
#define FIRM_NAME "^[\\p{Han}（）()A-Za-z0-9]{2,24}?(?:有限责任公司|股份有限公司|有限公司|公司|集团|厂|医院|学校|学院|大学|中学|小学|幼儿园|矿业|[煤铅锌铁铜金锡锰石]矿(?!山|井|难)|加油站|储配站|" \
                  "油库|尾矿库|仓库|罐区|酒店|商场|项目部|码头|车站|研究院|养老院|图书馆)(?!安全|消防|事故|火灾应急)"

/** What was read of @field so far; NULL: nothing. */
const YztPlanReading *yzt_pages_known (const YztFirstPages *pages, const char *field);
/** The surest reading of a field stays. */
void yzt_pages_say (YztFirstPages *pages, const char *field, const char *value, double confidence, const char *evidence);
/** The first group that took part; NULL when @pattern is not in @text. */
char *yzt_pages_take (const char *text, const char *pattern);
gboolean yzt_pages_has (const char *text, const char *pattern);

/** Whose plan it is (by data/plans/areas.tsv, its name, its body, to whom it is sent) and of which kind (by data/plans/plan-kinds.tsv); after title and body. */
void yzt_pages_read_level (YztFirstPages *pages);
void yzt_pages_read_kind (YztFirstPages *pages);
G_END_DECLS
