/* yzt-rules.c: pure decisions about knowledge, accidents and incident states
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "yzt-rules.h"

gboolean
yzt_rule_is_stale (gint64 verified_at_ms, gint64 now_ms)
{
  if (verified_at_ms <= 0) {
    return TRUE;
  }
  /* A verification in the future is a wrong clock, not old knowledge; also keeps the subtraction in range. */
  if (verified_at_ms >= now_ms) {
    return FALSE;
  }
  return now_ms - verified_at_ms > YZT_RULE_STALE_AFTER_MS;
}

/* "以上" includes the number, so each limit is met by equality. */
static const struct {
  int grade;
  gint64 dead;
  gint64 serious_injured;
  double direct_loss_cny;
} ACCIDENT_LIMITS[] = {
  { 1, 30, 100, 100000000.0 },
  { 2, 10, 50, 50000000.0 },
  { 3, 3, 10, 10000000.0 },
};

int
yzt_rule_accident_grade (gint64 dead, gint64 serious_injured, double direct_loss_cny)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ACCIDENT_LIMITS); i++) {
    if (dead >= ACCIDENT_LIMITS[i].dead ||
        serious_injured >= ACCIDENT_LIMITS[i].serious_injured ||
        direct_loss_cny >= ACCIDENT_LIMITS[i].direct_loss_cny) {
      return ACCIDENT_LIMITS[i].grade;
    }
  }
  return 4;
}

gboolean
yzt_rule_incident_is_open (const char *state)
{
  /* What is not known to be over is open: an unknown or missing state must not hide an incident. */
  static const char *const over[] = { "closed", "cancelled", "expired", "false-report", "merged", "handed-over", NULL };

  return state == NULL || !g_strv_contains (over, state);
}
