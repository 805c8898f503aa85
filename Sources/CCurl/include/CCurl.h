#pragma once

// libcurl, with typed wrappers for its variadic functions (Swift cannot call those), and the parts of Linux's event
// interface that Swift's Glibc module leaves out.
#include <curl/curl.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "CTLSRecord.h"

static const long apus_curl_auth_basic = CURLAUTH_BASIC;
static const long apus_curl_auth_digest = CURLAUTH_DIGEST;
static const long apus_curl_auth_any = CURLAUTH_BASIC | CURLAUTH_DIGEST;

static inline CURLcode apus_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode apus_curl_set_offset(CURL *easy, CURLoption option, int64_t value) {
  return curl_easy_setopt(easy, option, (curl_off_t)value);
}
static inline CURLcode apus_curl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode apus_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode apus_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

typedef size_t (*apus_curl_transfer_callback)(char *bytes, size_t size, size_t count, void *context);
typedef curl_socket_t (*apus_curl_open_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*apus_curl_seek_callback)(void *context, curl_off_t offset, int origin);
typedef int (*apus_curl_ready_callback)(void *context, char *remote, char *local, int remotePort, int localPort);

static inline CURLcode apus_curl_set_transfer_callback(
  CURL *easy, CURLoption option, apus_curl_transfer_callback callback) {
  return curl_easy_setopt(easy, option, callback);
}
static inline CURLcode apus_curl_set_seek_callback(CURL *easy, apus_curl_seek_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, callback);
}
static inline CURLcode apus_curl_set_ready_callback(CURL *easy, apus_curl_ready_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode apus_curl_set_open_callback(CURL *easy, apus_curl_open_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}
// libcurl copies the bytes.
static inline CURLcode apus_curl_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
  struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
  return curl_easy_setopt(easy, option, &blob);
}

static inline CURLcode apus_curl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode apus_curl_get_offset(CURL *easy, CURLINFO info, int64_t *value) {
  curl_off_t number = 0;
  CURLcode code = curl_easy_getinfo(easy, info, &number);
  *value = (int64_t)number;
  return code;
}
static inline CURLcode apus_curl_get_list(CURL *easy, CURLINFO info, struct curl_slist **value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode apus_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, (char **)value);
}

// The protocol of the transfer's TLS session as OpenSSL names it; NULL without one. Only while the transfer runs.
const char *apus_curl_tls_version(CURL *easy);

static inline CURLMcode apus_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode apus_curl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode apus_curl_multi_set_socket_callback(CURLM *multi, curl_socket_callback callback) {
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}
static inline CURLMcode apus_curl_multi_set_timer_callback(CURLM *multi, curl_multi_timer_callback callback) {
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}

// curl_multi_info_read hands out a union, which Swift can only read through a function.
static inline CURL *apus_curl_next_done(CURLM *multi, CURLcode *result, int *found) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left))) {
    if (message->msg == CURLMSG_DONE) {
      *result = message->data.result;
      *found = 1;
      return message->easy_handle;
    }
  }
  *found = 0;
  return NULL;
}

// A socket for the address that libcurl wants to connect to.
static inline curl_socket_t apus_open_socket(const struct curl_sockaddr *address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static inline int apus_epoll_set(int epoll, int operation, int descriptor, uint32_t events) {
  struct epoll_event event = {.events = events, .data = {.fd = descriptor}};
  return epoll_ctl(epoll, operation, descriptor, &event);
}
static inline int apus_epoll_descriptor(const struct epoll_event *event) { return event->data.fd; }

static const uint32_t apus_epoll_in = EPOLLIN;
static const uint32_t apus_epoll_out = EPOLLOUT;
static const uint32_t apus_epoll_failed = EPOLLERR | EPOLLHUP;
static const int apus_epoll_close_on_exec = EPOLL_CLOEXEC;
static const int apus_eventfd_flags = EFD_CLOEXEC | EFD_NONBLOCK;
