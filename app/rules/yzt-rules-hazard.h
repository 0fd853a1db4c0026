/* yzt-rules-hazard.h: is it a major hazard source, and of which grade, by GB 18218-2018
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure: no clock, no files; the tables come as text (data/rules). Any thread; a book is immutable once made.
 * Method: GB 18218-2018 clause 4, as in the project notes gb18218.md: S = Σ q/Q over the unit, a major hazard source from S = 1 on; R = α·Σ β·q/Q; Q by table 1 (by
 * name) before table 2 (by class). A sum that misses a limit by less than a billionth of it has reached it: that is how far the arithmetic of a computer may be off. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

#define YZT_HAZARD_STANDARD "GB 18218-2018"

/** A row of table 1. Strings are owned by the book. */
typedef struct {
  guint number;               /* 1 to 85 */
  const char *name_zh, *name;
  const char *const *others;  /* other names, NULL-terminated */
  const char *cas;            /* several parted by ';'; "" when it has none */
  double critical_t;          /* Q, over 0 */
  double beta;
  const char *basis;          /* "T3": table 3; else the symbol of a class in table 4; "" when neither says */
  gboolean is_condition;      /* the words in brackets decide whether the row applies */
  gboolean is_verified;       /* β is the standard's own word and not our assignment of a class */
} YztHazardChemical;

/** A row of table 2 with its β of table 4. */
typedef struct {
  const char *symbol;         /* "J1" … "W11" */
  const char *class_zh, *category_zh, *class_name, *category;
  double critical_t, beta;
} YztHazardClass;

typedef struct _YztHazardBook YztHazardBook;
/** The texts of gb18218-chemicals.tsv, -classes.tsv and -factors.tsv. A line that is none is left out; NULL when a table is empty after that. */
YztHazardBook *yzt_hazard_book_parse (const char *chemicals, const char *classes, const char *factors);
YztHazardBook *yzt_hazard_book_ref (YztHazardBook *self);
void yzt_hazard_book_unref (YztHazardBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztHazardBook, yzt_hazard_book_unref)

guint yzt_hazard_book_n_chemicals (const YztHazardBook *self);
const YztHazardChemical *yzt_hazard_book_get_chemical (const YztHazardBook *self, guint index);
guint yzt_hazard_book_n_classes (const YztHazardBook *self);
const YztHazardClass *yzt_hazard_book_get_class (const YztHazardBook *self, guint index);
/** By its symbol in any case, "w05-1" as well as "W5.1"; NULL when there is none, and for NULL. */
const YztHazardClass *yzt_hazard_book_find_class (const YztHazardBook *self, const char *symbol);

/** What a person types: part of a name in Chinese or English, of another name, the first letters of the pinyin of one, or a CAS number. Best first: the whole name; its
 * beginning, or all its letters; its first letters; its middle; then in the order of the table. At most @max are written to @found; the number written is returned. Nothing for blank text. */
guint yzt_hazard_book_search (const YztHazardBook *self, const char *text, const YztHazardChemical **found, guint max);

/** Which row of table 1 a line of a list means. */
typedef enum {
  YZT_HAZARD_MATCH_NONE,      /* no row: table 2 decides, by class */
  YZT_HAZARD_MATCH_ROW,
  YZT_HAZARD_MATCH_CONDITION, /* the name fits rows that a condition parts (nitrocellulose: dry or wet); a person must say which, or that none is meant */
} YztHazardMatch;
/** By the whole @name in any of its spellings; by @cas where that alone tells. @chemical_out: the row, or the first of those that a condition parts. */
YztHazardMatch yzt_hazard_book_match (const YztHazardBook *self, const char *name, const char *cas, const YztHazardChemical **chemical_out);

/** As the class of a line: looked at, and none of table 2 (a solution of caustic soda). A row of table 1 counts all the same. */
#define YZT_HAZARD_NO_CLASS "none"
/** A line of a unit's list. Unknown numbers are NAN, unknown words NULL. */
typedef struct {
  const char *name, *cas;
  const char *class_symbol;   /* YZT_HAZARD_NO_CLASS, or chosen by a person for this line: decides Q where table 1 has no row, and β where table 3 has none */
  double quantity_t;          /* design maximum quantity, in tonnes */
  double critical_t, beta;    /* written by a person: count only where no table has the chemical */
} YztHazardLine;

typedef enum {
  YZT_HAZARD_FROM_TABLE_1, YZT_HAZARD_FROM_TABLE_2, YZT_HAZARD_BY_HAND, YZT_HAZARD_FROM_NOTHING
} YztHazardSource;
typedef enum {
  YZT_HAZARD_LINE_GOOD,
  YZT_HAZARD_LINE_NO_QUANTITY,       /* no number */
  YZT_HAZARD_LINE_NEGATIVE,          /* or not finite */
  YZT_HAZARD_LINE_ZERO,              /* counted as nothing; told, no obstacle */
  YZT_HAZARD_LINE_OUTSIDE,           /* a person said that no class of table 2 is its: counted as nothing; told, no obstacle */
  YZT_HAZARD_LINE_WHICH_CONDITION,   /* see YZT_HAZARD_MATCH_CONDITION; a class chosen for the line says that no row is meant */
  YZT_HAZARD_LINE_NOT_IN_TABLES,     /* no row, no class, no Q by hand */
  YZT_HAZARD_LINE_NO_CLASS,          /* @class_symbol is none of table 2 */
} YztHazardLineProblem;
typedef struct {
  YztHazardLineProblem problem;
  YztHazardSource critical_from, beta_from; /* beta: table 1 stands for its column β (tables 3 and 4) */
  const YztHazardChemical *chemical;        /* row of table 1, or NULL */
  const YztHazardClass *hazard_class;       /* row of table 2 that decided Q or β, or NULL */
  double critical_t, beta;                  /* NAN when not known */
  double share, weighted;                   /* q/Q and β·q/Q; NAN when not computable, 0 for a quantity of 0 */
  gboolean differs;                         /* Q or β was written by hand and is not what the table says: the table counts */
} YztHazardLineResult;

typedef enum {
  YZT_HAZARD_GRADE_KNOWN,
  YZT_HAZARD_GRADE_NO_LINES,        /* a unit without chemicals is not judged */
  YZT_HAZARD_GRADE_BAD_LINE,        /* a line above has a problem, and the others do not settle it */
  YZT_HAZARD_GRADE_NO_PEOPLE,       /* a major hazard source, but the people within 500 m are not known */
  YZT_HAZARD_GRADE_BAD_PEOPLE,      /* a negative number of people */
} YztHazardGradeProblem;
typedef struct {
  YztHazardGradeProblem problem;
  double s, alpha, weighted, r;     /* NAN when not computable; r = alpha × weighted; s and weighted are sums of the good lines */
  gboolean is_major;                /* S ≥ 1; true also when a bad line is left and the good ones alone reach it */
  int grade;                        /* 1 一级 … 4 四级; 0: no major hazard source; −1: not computable */
} YztHazardResult;

/** Judges one unit. @people: who may be exposed within 500 m of the plant's boundary; negative numbers are refused, YZT_HAZARD_PEOPLE_UNKNOWN is not known.
 * @results: @n_lines results. With a bad line the grade is not computable, even where S alone is already over 1: R could only be too small. */
#define YZT_HAZARD_PEOPLE_UNKNOWN G_MININT64
void yzt_hazard_judge (const YztHazardBook *self, const YztHazardLine *lines, guint n_lines, gint64 people, YztHazardLineResult *results, YztHazardResult *result);

/* --- other kinds of hazard sources --- */

/** Grades of tailings ponds, reservoirs, fuel stations… by limits that are data (data/rules/hazard-grades.tsv). */
typedef struct _YztHazardGrades YztHazardGrades;
YztHazardGrades *yzt_hazard_grades_parse (const char *grades);
void yzt_hazard_grades_free (YztHazardGrades *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YztHazardGrades, yzt_hazard_grades_free)

typedef struct {
  int grade;                        /* 1 is the worst; 0: below every limit; −1: not computable */
  const char *label_zh, *label;     /* "二等"; NULL unless graded */
  const char *field;                /* the field whose limit decided, or the first that is missing; NULL when the scheme is not known */
  double value, from;               /* its value and the limit that it reached */
  const char *source;               /* of the rule */
  gboolean is_verified;             /* the figures were read in the standard itself */
  gboolean is_raised;               /* by what lies below (tailings) */
} YztHazardGrading;

/** Value of the field @name, NAN when it has none: of a field with fixed values the number of the value, the first is 1; of a yes or no 1 or 0, and 0 when nobody said. */
typedef double (*YztHazardValueFunc) (const char *name, gpointer user_data);
/** Whether a scheme is there for this category of hazard-source.kind. */
gboolean yzt_hazard_grades_has (const YztHazardGrades *self, const char *category);
/** Names of the fields that a category is graded by, NULL-terminated, owned by @self; empty when there is no scheme. */
const char *const *yzt_hazard_grades_get_fields (const YztHazardGrades *self, const char *category);
void yzt_hazard_grades_judge (const YztHazardGrades *self, const char *category, YztHazardValueFunc value, gpointer user_data, YztHazardGrading *grading);
G_END_DECLS
