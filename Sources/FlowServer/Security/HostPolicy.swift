/// Which host and which origin a request may name: what keeps pages of other sites from using the server through a browser that
/// reaches it, by a foreign name that leads here (DNS rebinding) or by a form of theirs (CSRF).
struct HostPolicy: Sendable {
  /// Names that always mean the machine itself; nobody else can make a browser resolve them.
  static let localNames = ["localhost", "127.0.0.1", "[::1]", "host.docker.internal"]

  /// `nil` takes any name: then it is the password that protects.
  private let names: Set<String>?

  /// - Parameters:
  ///   - isLoopback: whether the server is bound to the loopback address: then only local names and `extra` are taken.
  ///   - extra: names by which users reach the server, through a proxy say.
  init(isLoopback: Bool, extra: [String]) {
    names = isLoopback || !extra.isEmpty ? Set(Self.localNames + extra.map { $0.lowercased() }) : nil
  }

  /// - Parameters:
  ///   - hosts: every `Host` field of the request.
  ///   - origin: the `Origin` field.
  ///   - site: the `Sec-Fetch-Site` field.
  /// - Returns: the host.
  func check(hosts: [String], origin: String?, site: String?, changesSomething: Bool) throws(APIError) -> String {
    guard hosts.count == 1, let host = hosts.first, let name = Self.name(of: host) else {
      throw APIError(.badRequest, "one Host field is expected")
    }
    if let names, !names.contains(name) {
      throw APIError(
        .misdirected, "'\(name)' is not a name of this server: add it to apus.server.allowed-hosts")
    }
    guard changesSomething else { return host }
    if let site, site != "same-origin", site != "none" {
      throw APIError(.forbidden, "a page of another site may not change anything here")
    }
    if let origin {
      let parts = origin.lowercased().split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "http:" || parts[0] == "https:", parts[2] == host.lowercased() else {
        throw APIError(.forbidden, "a page of another origin may not change anything here")
      }
    }
    return host
  }

  /// The host without its port, in lower case; `nil` when it is no host.
  static func name(of host: String) -> String? {
    let host = host.lowercased()
    guard host.utf8.count <= 255 else { return nil }
    var name = host[...]
    var port = host[host.endIndex...]
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return nil }
      name = host[...end]
      port = host[host.index(after: end)...]
    } else if let colon = host.firstIndex(of: ":") {
      name = host[..<colon]
      port = host[colon...]
    }
    guard !name.isEmpty, port.isEmpty || port.first == ":" && UInt16(port.dropFirst()) != nil else { return nil }
    let isUsual = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"):
        true
      default: false
      }
    }
    return isUsual ? String(name) : nil
  }

  /// Whether an address to bind to is reached from this machine only.
  static func isLoopback(_ address: String) -> Bool {
    let name = address.lowercased()
    return name == "localhost" || name == "::1" || name == "[::1]" || isLoopbackIPv4(name)
  }

  private static func isLoopbackIPv4(_ text: String) -> Bool {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
  }
}
