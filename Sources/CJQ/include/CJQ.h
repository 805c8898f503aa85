#pragma once

// jq programs run on a thread of their own, with a deep stack, watched from the calling thread.
#include <stddef.h>

typedef struct apus_jq_state apus_jq_state;

enum {
  APUS_JQ_DONE = 0,
  APUS_JQ_INVALID_PROGRAM = 1,
  APUS_JQ_FAILED = 2,
  APUS_JQ_TIMED_OUT = 3,
  APUS_JQ_TOO_LARGE = 4,
  APUS_JQ_UNAVAILABLE = 5,
};

typedef struct {
  // What to run: a compiled program, or null for the text to be compiled, in which case the program is given back here.
  apus_jq_state *state;
  const char *program;
  // JSON text.
  const char *input;
  int input_length;
  // Bounds: seconds of work, bytes that the process may grow by meanwhile, bytes and number of the outputs.
  double seconds;
  size_t memory_bytes;
  size_t output_bytes;
  size_t output_count;
  // What came of it: the outputs as JSON texts, a line feed after each; free it with apus_jq_free.
  int status;
  char *output;
  size_t output_length;
  char message[512];
} apus_jq_run;

void apus_jq_perform(apus_jq_run *run);
void apus_jq_free(char *output);
void apus_jq_close(apus_jq_state *state);
