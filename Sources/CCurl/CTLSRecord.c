#include "CTLSRecord.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

apus_tls_record *apus_tls_record_make(void) {
  apus_tls_record *record = calloc(1, sizeof *record);
  if (record) record->references = 1;
  return record;
}

void apus_tls_record_release(apus_tls_record *record) {
  if (record && --record->references == 0) free(record);
}

static void release_with_context(
  void *parent, void *pointer, CRYPTO_EX_DATA *data, int index, long number, void *argument) {
  apus_tls_record_release(pointer);
}

// The context outlives the transfer when its connection is kept, so it holds a reference of its own.
static int record_index(void) {
  static int index = -1;
  if (index < 0) index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, release_with_context);
  return index;
}

static void write_day(const ASN1_TIME *time, char *text, size_t size) {
  struct tm parts;
  if (time && ASN1_TIME_to_tm(time, &parts)) strftime(text, size, "%Y-%m-%d", &parts);
}

static void write_common_name(X509_NAME *name, char *text, size_t size) {
  if (!name) return;
  if (X509_NAME_get_text_by_NID(name, NID_commonName, text, (int)size) < 0)
    X509_NAME_get_text_by_NID(name, NID_organizationName, text, (int)size);
}

static void append_name(char *names, size_t size, const char *name) {
  size_t used = strlen(names), length = strlen(name);
  if (used + length + 3 > size) return;
  if (used) strcat(names, ", ");
  strcat(names, name);
}

static void write_names(X509 *certificate, char *names, size_t size) {
  GENERAL_NAMES *all = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
  names[0] = 0;
  for (int i = 0; i < sk_GENERAL_NAME_num(all); i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(all, i);
    if (name->type == GEN_DNS) {
      unsigned char *text = NULL;
      int length = ASN1_STRING_to_UTF8(&text, name->d.dNSName);
      // A name with a zero byte inside is not what it seems.
      if (length > 0 && strlen((char *)text) == (size_t)length) append_name(names, size, (char *)text);
      if (length >= 0) OPENSSL_free(text);
    } else if (name->type == GEN_IPADD && name->d.iPAddress->length == 4) {
      const unsigned char *bytes = name->d.iPAddress->data;
      char text[16];
      snprintf(text, sizeof text, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
      append_name(names, size, text);
    }
  }
  GENERAL_NAMES_free(all);
}

static int verified(int is_valid, X509_STORE_CTX *store) {
  SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  SSL_CTX *context = ssl ? SSL_get_SSL_CTX(ssl) : NULL;
  apus_tls_record *record = context ? SSL_CTX_get_ex_data(context, record_index()) : NULL;
  X509 *certificate = X509_STORE_CTX_get_current_cert(store);
  if (!record || !certificate) return is_valid;
  if (!is_valid && !record->error) {
    record->error = X509_STORE_CTX_get_error(store);
    write_day(X509_get0_notBefore(certificate), record->not_before, sizeof record->not_before);
    write_day(X509_get0_notAfter(certificate), record->not_after, sizeof record->not_after);
    write_common_name(X509_get_issuer_name(certificate), record->issuer, sizeof record->issuer);
  }
  if (X509_STORE_CTX_get_error_depth(store) == 0) write_names(certificate, record->names, sizeof record->names);
  return is_valid;
}

static CURLcode watch(CURL *easy, void *context, void *record) {
  apus_tls_record *shared = record;
  if (record_index() < 0 || !SSL_CTX_set_ex_data(context, record_index(), shared)) return CURLE_OUT_OF_MEMORY;
  shared->references++;
  SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), verified);
  return CURLE_OK;
}

CURLcode apus_curl_record_tls(CURL *easy, apus_tls_record *record) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, watch);
  return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, record) : code;
}

const char *apus_tls_error_text(int error) { return X509_verify_cert_error_string(error); }
