import Glibc

/// How much a driver does at once, so that the process's file descriptors suffice.
struct TransferLimit {
  let transfers: Int
  /// A lookup takes a thread and a pair of sockets.
  let lookups: Int

  init(_ options: TransportOptions) {
    let descriptors = TransferLimit.descriptors()
    // A transfer may need a second socket while it tries two addresses, and a file. 64 are left for the rest.
    let affordable = max(4, (descriptors - 64) / 2)
    transfers = max(1, min(options.maximumTransfers ?? 10_000, affordable))
    lookups = max(2, min(64, descriptors / 16))
  }

  /// How many this process may have, after it asked for what it may ask for, up to 32,768.
  private static func descriptors() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 256 }
    let wanted = min(limit.rlim_max, 32_768)
    if limit.rlim_cur < wanted {
      var raised = limit
      raised.rlim_cur = wanted
      if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    return Int(clamping: limit.rlim_cur)
  }
}
