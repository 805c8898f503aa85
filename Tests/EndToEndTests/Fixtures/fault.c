// Preloaded into the program under test: the FAULT_NUMBER-th FAULT_CALL (connect, send or recv) on an Internet socket
// fails with FAULT_ERROR, and every later one on the same socket too. FAULT_ERROR=0 makes it end early instead.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static atomic_int calls;
static atomic_int broken = -1;

static int fails(const char *call, int socket) {
  const char *wanted = getenv("FAULT_CALL"), *number = getenv("FAULT_NUMBER");
  if (!wanted || !number || strcmp(wanted, call)) return 0;
  int domain = 0;
  socklen_t size = sizeof domain;
  if (getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) || (domain != AF_INET && domain != AF_INET6)) return 0;
  if (atomic_load(&broken) == socket) return 1;
  if (atomic_fetch_add(&calls, 1) + 1 != atoi(number)) return 0;
  atomic_store(&broken, socket);
  return 1;
}

static int failure(void) {
  int error = atoi(getenv("FAULT_ERROR") ?: "104");
  errno = error;
  return error ? -1 : 0;
}

int connect(int socket, const struct sockaddr *address, socklen_t size) {
  if (fails("connect", socket)) return failure();
  return ((int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect"))(socket, address, size);
}
ssize_t send(int socket, const void *bytes, size_t count, int flags) {
  if (fails("send", socket)) return failure();
  return ((ssize_t(*)(int, const void *, size_t, int))dlsym(RTLD_NEXT, "send"))(socket, bytes, count, flags);
}
ssize_t recv(int socket, void *bytes, size_t count, int flags) {
  if (fails("recv", socket)) return failure();
  return ((ssize_t(*)(int, void *, size_t, int))dlsym(RTLD_NEXT, "recv"))(socket, bytes, count, flags);
}
