import Glibc

/// The system's resolver, on a thread of its own: it may take its time.
enum NameLookup {
  private final class Question {
    let host: String
    let continuation: CheckedContinuation<[IPAddress], Never>

    init(_ host: String, _ continuation: CheckedContinuation<[IPAddress], Never>) {
      self.host = host
      self.continuation = continuation
    }
  }

  /// - Returns: none where the name is unknown.
  static func addresses(of host: String) async -> [IPAddress] {
    await withCheckedContinuation { continuation in
      let question = Unmanaged.passRetained(Question(host, continuation))
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          let question = Unmanaged<Question>.fromOpaque(argument).takeRetainedValue()
          question.continuation.resume(returning: NameLookup.resolve(question.host))
          return nil
        }, question.toOpaque())
      if code == 0 {
        pthread_detach(thread)
      } else {
        question.takeRetainedValue().continuation.resume(returning: [])
      }
    }
  }

  private static func resolve(_ host: String) -> [IPAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
    defer { freeaddrinfo(first) }
    var addresses: [IPAddress] = []
    var next = first
    while let entry = next?.pointee {
      if let address = entry.ai_addr.flatMap({ IPAddress($0) }) { addresses.append(address) }
      next = entry.ai_next
    }
    return addresses
  }
}
