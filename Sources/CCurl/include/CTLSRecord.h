#pragma once

#include <curl/curl.h>

// What OpenSSL said of a server's certificate while libcurl shook hands, kept beyond the end of the connection.
// Belongs to the driver's thread.
typedef struct apus_tls_record {
  int references;
  // X509_V_ERR_…; 0 where the chain was in order.
  int error;
  // Of the certificate with the fault, as YYYY-MM-DD; empty where none has one.
  char not_before[16];
  char not_after[16];
  char issuer[256];
  // The names that the server's own certificate is for, cut to fit.
  char names[256];
} apus_tls_record;

apus_tls_record *apus_tls_record_make(void);
void apus_tls_record_release(apus_tls_record *record);
// Fills the record during the handshakes of the transfer.
CURLcode apus_curl_record_tls(CURL *easy, apus_tls_record *record);
// OpenSSL's words for an X509_V_ERR_….
const char *apus_tls_error_text(int error);
