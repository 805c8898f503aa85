// The least that a program over libcurl's multi interface can do: gets one address COUNT times, CONCURRENCY at once.
// Handles are used again, bodies are dropped, epoll tells which sockets are ready.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

static CURLM *multi;
static int poller;
static long timeout = -1;

static int watch(CURL *easy, curl_socket_t socket, int action, void *context, void *known) {
  struct epoll_event event = {.data.fd = socket};
  if (action == CURL_POLL_REMOVE) return epoll_ctl(poller, EPOLL_CTL_DEL, socket, &event), 0;
  if (action & CURL_POLL_IN) event.events |= EPOLLIN;
  if (action & CURL_POLL_OUT) event.events |= EPOLLOUT;
  if (epoll_ctl(poller, EPOLL_CTL_MOD, socket, &event)) epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event);
  return 0;
}
static int set_timer(CURLM *multi, long milliseconds, void *context) {
  timeout = milliseconds;
  return 0;
}
static size_t drop(char *bytes, size_t size, size_t count, void *context) { return size * count; }

static double seconds(struct timeval a, struct timeval b) { return a.tv_sec + b.tv_sec + (a.tv_usec + b.tv_usec) / 1e6; }

int main(int count, char **arguments) {
  if (count != 4) return 2;
  long left = atol(arguments[2]), wide = atol(arguments[3]), running = 0, failed = 0;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  multi = curl_multi_init();
  poller = epoll_create1(0);
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, wide);
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (; running < wide && left; running++, left--) {
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, arguments[1]);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
    curl_multi_add_handle(multi, easy);
  }
  struct epoll_event events[64];
  int still;
  while (running) {
    int ready = epoll_wait(poller, events, 64, (int)timeout);
    if (ready <= 0) {
      timeout = -1;
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &still);
    }
    for (int i = 0; i < ready; i++) {
      int action = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                   (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
      curl_multi_socket_action(multi, events[i].data.fd, action, &still);
    }
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &still))) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL *easy = message->easy_handle;
      failed += message->data.result != CURLE_OK;
      curl_multi_remove_handle(multi, easy);
      if (left) {
        left--;
        curl_multi_add_handle(multi, easy);
      } else {
        running--;
        curl_easy_cleanup(easy);
      }
    }
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("wall=%.6f cpu=%.6f rss=%ld\n", end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9,
    seconds(usage.ru_utime, usage.ru_stime), usage.ru_maxrss);
  return failed != 0;
}
