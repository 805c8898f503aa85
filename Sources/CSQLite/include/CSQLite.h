#pragma once

// SQLite, with wrappers for what Swift cannot express: the macro that makes SQLite copy a bound value.
#include <sqlite3.h>

static inline int apus_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int apus_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  // An empty blob still needs an address, or it would be NULL.
  return sqlite3_bind_blob64(statement, index, count == 0 ? "" : bytes, count, SQLITE_TRANSIENT);
}

static const int apus_sqlite_open_flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
  SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
