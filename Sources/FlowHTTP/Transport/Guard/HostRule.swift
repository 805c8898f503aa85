/// One entry of `kestra.tasks.http.allowed-list` or `denied-list`: a host with, where the entry has them, its scheme,
/// port and the start of its path; `*.domain` for all names below one; or a block of addresses as `10.0.0.0/8`.
public struct HostRule: Hashable, Sendable {
  private enum Host: Hashable {
    case name(String)
    case below(String)
    case block(AddressBlock)
  }

  private let scheme: String?
  private let host: Host
  private let port: Int?
  private let path: String?

  /// - Returns: `nil` where the text is no such entry.
  public init?(_ text: String) {
    var rest = Substring(text)
    if let separator = rest.firstRange(of: "://") {
      scheme = rest[..<separator.lowerBound].lowercased()
      rest = rest[separator.upperBound...]
    } else {
      scheme = nil
    }
    guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    if rest.contains("/"), let block = AddressBlock(String(rest)) {
      (host, port, path) = (.block(block), nil, nil)
      return
    }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let path = rest[authority.endIndex...]
    self.path = path.isEmpty || path == "/" ? nil : String(path)
    var name = authority
    let portText = authority.hasSuffix("]") ? nil : authority.lastIndex(of: ":")
    // More than one colon without brackets is an address of version 6.
    if let colon = portText, authority.filter({ $0 == ":" }).count == 1 || authority.hasPrefix("[") {
      guard let number = Int(authority[authority.index(after: colon)...]), (1...65535).contains(number) else {
        return nil
      }
      port = number
      name = authority[..<colon]
    } else {
      port = scheme == "https" ? 443 : scheme == "http" ? 80 : nil
    }
    let normal = HostName.normal(String(name))
    guard !normal.isEmpty else { return nil }
    if let block = AddressBlock(normal) {
      host = .block(block)
    } else if normal.hasPrefix("*.") {
      host = .below(String(normal.dropFirst()))
    } else {
      host = .name(normal)
    }
  }

  /// Whether the entry speaks of the address of a request.
  func matches(_ uri: RequestURI) -> Bool {
    guard matchesPlace(uri) else { return false }
    let name = HostName.normal(uri.origin.host)
    switch host {
    case .name(let wanted): return name == wanted
    case .below(let suffix): return name.hasSuffix(suffix) && name.utf8.count > suffix.utf8.count
    case .block(let block): return IPAddress(host: name).map(block.contains) ?? false
    }
  }

  /// Whether the entry speaks of an address that the host of a request resolved to.
  func matches(_ address: IPAddress, of uri: RequestURI) -> Bool {
    guard case .block(let block) = host else { return false }
    return matchesPlace(uri) && block.contains(address)
  }

  private func matchesPlace(_ uri: RequestURI) -> Bool {
    if let scheme, scheme != uri.origin.scheme { return false }
    if let port, port != uri.origin.port { return false }
    guard let path else { return true }
    return uri.path.hasPrefix(path)
  }
}
