/* fuzz.h: what libFuzzer calls in every target, and what the targets share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What must hold for any input at all. */
#define fuzz_assert(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!(condition)) {                                                                            \
      g_printerr ("%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                     \
      abort ();                                                                                    \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

/* Every refusal is one sentence of valid UTF-8. */
static inline void
fuzz_check_error (const GError *error)
{
  fuzz_assert (error != NULL && error->message != NULL && *error->message != '\0');
  fuzz_assert (g_utf8_validate (error->message, -1, NULL));
}

/* Critical warnings are faults; messages are not wanted on the screen. GLib would end by a trap, of which libFuzzer
 * keeps no input. */
static inline GLogWriterOutput
fuzz_log_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) {
    g_log_writer_standard_streams (level & ~G_LOG_FLAG_FATAL, fields, n_fields, data);
    abort ();
  }
  return G_LOG_WRITER_HANDLED;
}

static inline void
fuzz_start (void)
{
  g_log_set_writer_func (fuzz_log_writer, NULL, NULL);
}
