/* yzt-rules-cap.c: pure decisions about alerts in CAP's words
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "yzt-rules.h"

static gboolean
word_is (const char *word, const char *expected)
{
  return word != NULL && g_ascii_strcasecmp (word, expected) == 0;
}

int
yzt_rule_cap_level (const char *severity)
{
  static const char *const severities[] = { "Extreme", "Severe", "Moderate", "Minor" };

  for (int i = 0; i < (int) G_N_ELEMENTS (severities); i++) {
    if (word_is (severity, severities[i])) {
      return i + 1;
    }
  }
  return 0;
}

gboolean
yzt_rule_cap_is_incident (const char *category, const char *certainty, const char *urgency)
{
  /* Weather that is observed is still a warning to those it moves to: a storm is not a place to drive to. */
  if (word_is (category, "Met")) {
    return FALSE;
  }
  if (word_is (certainty, "Observed") || word_is (urgency, "Past")) {
    return TRUE;
  }
  /* Somebody is missing or trapped: CAP's own examples say "Likely" then. */
  return word_is (category, "Rescue") && word_is (certainty, "Likely");
}

typedef struct {
  const char *needle; /* lower case; found anywhere in the event text */
  const char *type;   /* value of incident.kind's "type" */
} EventWord;

/* The first that fits wins, so the more particular word stands first. Chinese words: incidents.md §2, §3. */
static const EventWord EVENT_WORDS[] = {
  { "尾矿", "mine" },
  { "tailings", "mine" },
  { "煤矿", "coal-mine" },
  { "瓦斯", "coal-mine" },
  { "coal mine", "coal-mine" },
  { "矿山", "mine" },
  { "烟花", "fireworks" },
  { "民用爆炸物", "fireworks" },
  { "firework", "fireworks" },
  { "森林", "forest-fire" },
  { "草原", "forest-fire" },
  { "forest fire", "forest-fire" },
  { "bushfire", "forest-fire" },
  { "bush fire", "forest-fire" },
  { "wildfire", "forest-fire" },
  { "grass fire", "forest-fire" },
  { "泄漏", "chemical-leak" },
  { "泄露", "chemical-leak" },
  { "chlorine", "chemical-leak" },
  { "ammonia", "chemical-leak" },
  { "gas leak", "chemical-leak" },
  { "chemical fire", "chemical-fire" },
  { "chemical explosion", "chemical-fire" },
  { "危险化学品火灾", "chemical-fire" },
  { "危险化学品爆炸", "chemical-fire" },
  { "危化品火灾", "chemical-fire" },
  { "危化品爆炸", "chemical-fire" },
  { "危险化学品", "chemical-leak" },
  { "危化", "chemical-leak" },
  { "chemical", "chemical-leak" },
  { "hazmat", "chemical-leak" },
  { "hazardous material", "chemical-leak" },
  { "滑坡", "geological" },
  { "泥石流", "geological" },
  { "崩塌", "geological" },
  { "塌陷", "geological" },
  { "地质", "geological" },
  { "landslide", "geological" },
  { "avalanche", "geological" },
  { "mudslide", "geological" },
  { "debris flow", "geological" },
  { "volcan", "geological" },
  { "地震", "earthquake" },
  { "earthquake", "earthquake" },
  { "海啸", "marine" },
  { "风暴潮", "marine" },
  { "tsunami", "marine" },
  { "storm surge", "marine" },
  { "洪", "flood" },
  { "内涝", "flood" },
  { "溃坝", "flood" },
  { "堤防", "flood" },
  { "flood", "flood" },
  { "dam break", "flood" },
  { "地铁", "metro" },
  { "城市轨道", "metro" },
  { "铁路", "rail" },
  { "railway", "rail" },
  { "train", "rail" },
  { "水上", "waterway" },
  { "船", "waterway" },
  { "vessel", "waterway" },
  { "飞行", "aviation" },
  { "航空器", "aviation" },
  { "aircraft", "aviation" },
  { "道路", "road" },
  { "交通", "road" },
  { "traffic", "road" },
  { "road accident", "road" },
  { "踩踏", "stampede" },
  { "stampede", "stampede" },
  { "辐射", "radiation" },
  { "radiolog", "radiation" },
  { "nuclear", "radiation" },
  { "污染", "environment" },
  { "pollution", "environment" },
  { "动物疫", "animal" },
  { "食品", "food-drug" },
  { "药品", "food-drug" },
  { "中毒", "poisoning" },
  { "poisoning", "poisoning" },
  { "传染", "epidemic" },
  { "疫", "epidemic" },
  { "epidemic", "epidemic" },
  { "outbreak", "epidemic" },
  { "台风", "weather" },
  { "暴雨", "weather" },
  { "tornado", "weather" },
  { "typhoon", "weather" },
  { "hurricane", "weather" },
  { "火灾", "fire" },
  { "fire", "fire" },
};

static const struct {
  const char *category;
  const char *type;
} CATEGORY_TYPES[] = {
  { "Fire", "fire" },       { "Met", "weather" },        { "Geo", "geological" },          { "Health", "epidemic" },
  { "Transport", "road" },  { "Env", "environment" },    { "Infra", "infrastructure" },
};

const char *
yzt_rule_cap_incident_type (const char *category, const char *event)
{
  g_autofree char *lower = g_utf8_validate (event ? event : "", -1, NULL) ? g_utf8_strdown (event ? event : "", -1) : NULL;

  for (gsize i = 0; lower != NULL && i < G_N_ELEMENTS (EVENT_WORDS); i++) {
    if (strstr (lower, EVENT_WORDS[i].needle) != NULL) {
      return EVENT_WORDS[i].type;
    }
  }
  for (gsize i = 0; i < G_N_ELEMENTS (CATEGORY_TYPES); i++) {
    if (word_is (category, CATEGORY_TYPES[i].category)) {
      return CATEGORY_TYPES[i].type;
    }
  }
  return "other";
}
