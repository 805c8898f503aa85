#define _GNU_SOURCE
#include "CJQ.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <jq.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// libjq frees and prints nested values by recursion: the stack bounds how deep they may be, memory_bytes keeps them within.
static const size_t stack_bytes = (size_t)1 << 30;

typedef struct {
  apus_jq_run *run;
  jq_state *jq;
  pthread_mutex_t lock;
  pthread_cond_t ended;
  int is_running;
  int has_ended;
} job;

// The regular expressions inside jq are Oniguruma's: without these bounds one match could go on for ever.
static void bound_patterns(void) {
  int (*set_match)(unsigned long) = (int (*)(unsigned long))dlsym(RTLD_DEFAULT, "onig_set_retry_limit_in_match");
  int (*set_search)(unsigned long) = (int (*)(unsigned long))dlsym(RTLD_DEFAULT, "onig_set_retry_limit_in_search");
  if (set_match) set_match(1000000);
  if (set_search) set_search(10000000);
}

static pthread_once_t patterns_once = PTHREAD_ONCE_INIT;

static void keep_message(void *context, jv message) {
  apus_jq_run *run = context;
  message = jq_format_error(message);
  if (!run->message[0] && jv_get_kind(message) == JV_KIND_STRING)
    snprintf(run->message, sizeof run->message, "%s", jv_string_value(message));
  jv_free(message);
}

static void ignore_message(void *context, jv message) {
  (void)context;
  jv_free(message);
}

static int append(apus_jq_run *run, size_t *capacity, const char *text, size_t length) {
  if (run->output_length + length + 1 > run->output_bytes) return 0;
  if (run->output_length + length + 1 > *capacity) {
    size_t wanted = (run->output_length + length + 1) * 2;
    char *grown = realloc(run->output, wanted);
    if (!grown) return 0;
    run->output = grown;
    *capacity = wanted;
  }
  memcpy(run->output + run->output_length, text, length);
  run->output[run->output_length + length] = '\n';
  run->output_length += length + 1;
  return 1;
}

static void execute(job *job) {
  apus_jq_run *run = job->run;
  pthread_once(&patterns_once, bound_patterns);
  jq_state *jq = (jq_state *)run->state;
  if (!jq) {
    jq = jq_init();
    if (!jq) {
      run->status = APUS_JQ_UNAVAILABLE;
      return;
    }
    jq_set_attr(jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
    jq_set_error_cb(jq, keep_message, run);
    if (!jq_compile(jq, run->program)) {
      jq_teardown(&jq);
      run->status = APUS_JQ_INVALID_PROGRAM;
      return;
    }
    run->state = (apus_jq_state *)jq;
  }
  jq_set_error_cb(jq, ignore_message, NULL);
  jv input = jv_parse_sized(run->input, run->input_length);
  if (!jv_is_valid(input)) {
    jv_free(input);
    run->status = APUS_JQ_FAILED;
    snprintf(run->message, sizeof run->message, "the input is nested too deep");
    return;
  }
  jq_start(jq, input, 0);
  pthread_mutex_lock(&job->lock);
  job->jq = jq;
  job->is_running = 1;
  pthread_mutex_unlock(&job->lock);
  size_t capacity = 0, count = 0;
  run->status = APUS_JQ_DONE;
  jv value;
  while (jv_is_valid(value = jq_next(jq))) {
    if (++count > run->output_count) {
      jv_free(value);
      value = jv_invalid();
      run->status = APUS_JQ_TOO_LARGE;
      break;
    }
    jv text = jv_dump_string(value, 0);
    int fits = append(run, &capacity, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)));
    jv_free(text);
    if (!fits) {
      value = jv_invalid();
      run->status = APUS_JQ_TOO_LARGE;
      break;
    }
  }
  pthread_mutex_lock(&job->lock);
  job->is_running = 0;
  pthread_mutex_unlock(&job->lock);
  if (jv_invalid_has_msg(jv_copy(value))) {
    jv message = jv_invalid_get_msg(value);
    if (run->status == APUS_JQ_DONE) {
      run->status = APUS_JQ_FAILED;
      if (jv_get_kind(message) != JV_KIND_STRING) message = jv_dump_string(message, 0);
      snprintf(run->message, sizeof run->message, "%s", jv_string_value(message));
    }
    jv_free(message);
  } else {
    jv_free(value);
  }
  // Drops what the program still holds, on the stack that is deep enough for it.
  jq_start(jq, jv_null(), 0);
}

static void *begin(void *context) {
  job *job = context;
  execute(job);
  pthread_mutex_lock(&job->lock);
  job->has_ended = 1;
  pthread_cond_signal(&job->ended);
  pthread_mutex_unlock(&job->lock);
  return NULL;
}

static size_t resident_bytes(void) {
  char text[128];
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return 0;
  text[length] = 0;
  unsigned long size = 0, resident = 0;
  if (sscanf(text, "%lu %lu", &size, &resident) != 2) return 0;
  return (size_t)resident * (size_t)sysconf(_SC_PAGESIZE);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void apus_jq_perform(apus_jq_run *run) {
  job job = {.run = run};
  run->status = APUS_JQ_UNAVAILABLE;
  run->output = NULL;
  run->output_length = 0;
  run->message[0] = 0;
  pthread_mutex_init(&job.lock, NULL);
  pthread_condattr_t clock;
  pthread_condattr_init(&clock);
  pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
  pthread_cond_init(&job.ended, &clock);
  pthread_condattr_destroy(&clock);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  pthread_t thread;
  int status = pthread_create(&thread, &attributes, begin, &job);
  pthread_attr_destroy(&attributes);
  if (status == 0) {
    double deadline = now() + run->seconds;
    size_t before = resident_bytes();
    int stopped = 0;
    pthread_mutex_lock(&job.lock);
    while (!job.has_ended) {
      struct timespec wake;
      clock_gettime(CLOCK_MONOTONIC, &wake);
      wake.tv_nsec += 5000000;
      if (wake.tv_nsec >= 1000000000) {
        wake.tv_nsec -= 1000000000;
        wake.tv_sec += 1;
      }
      pthread_cond_timedwait(&job.ended, &job.lock, &wake);
      if (job.has_ended || stopped || !job.is_running) continue;
      int is_late = now() > deadline;
      size_t after = resident_bytes();
      int is_large = after > before && after - before > run->memory_bytes;
      if (!is_late && !is_large) continue;
      // The interpreter looks at this mark before each of its instructions.
      stopped = is_late ? APUS_JQ_TIMED_OUT : APUS_JQ_TOO_LARGE;
      jq_halt(job.jq, jv_invalid(), jv_invalid());
    }
    pthread_mutex_unlock(&job.lock);
    pthread_join(thread, NULL);
    if (stopped) run->status = stopped;
  }
  pthread_cond_destroy(&job.ended);
  pthread_mutex_destroy(&job.lock);
}

void apus_jq_free(char *output) { free(output); }

void apus_jq_close(apus_jq_state *state) {
  jq_state *jq = (jq_state *)state;
  if (jq) jq_teardown(&jq);
}
