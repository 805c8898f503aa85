#include "CCurl.h"

#include <openssl/ssl.h>

const char *apus_curl_tls_version(CURL *easy) {
  struct curl_tlssessioninfo *session = NULL;
  if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session) return NULL;
  if (session->backend != CURLSSLBACKEND_OPENSSL || !session->internals) return NULL;
  return SSL_get_version((SSL *)session->internals);
}
