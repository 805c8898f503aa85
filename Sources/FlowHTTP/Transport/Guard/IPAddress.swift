import Glibc

/// An address of IP version 4 or 6. A version-4 address inside one of version 6 counts as what it stands for.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// Four or sixteen.
  let bytes: [UInt8]

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads a host that is an address in one of the spellings that resolvers take: `127.1`, `0x7f000001`,
  /// `[::ffff:1.2.3.4]`, `fe80::1%eth0`. `nil` for names.
  public init?(host: String) {
    var text = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    if let zone = text.firstIndex(of: "%") { text = String(text[..<zone]) }
    guard !text.isEmpty, text.utf8.count <= 64 else { return nil }
    var four = in_addr()
    if inet_aton(text, &four) != 0 {
      self.init(withUnsafeBytes(of: four.s_addr) { Array($0) })
      return
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    self.init(withUnsafeBytes(of: six) { Array($0) })
  }

  /// Reads what a resolver found.
  public init?(_ address: UnsafePointer<sockaddr>) {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      self = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
        withUnsafeBytes(of: pointer.pointee.sin_addr.s_addr) { IPAddress(Array($0)) }
      }
    case AF_INET6:
      self = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        withUnsafeBytes(of: pointer.pointee.sin6_addr) { IPAddress(Array($0)) }
      }
    default: return nil
    }
  }

  /// The address, and the one of version 4 that it embeds: mapped and compatible (RFC 4291), NAT64 (RFC 6052), 6to4
  /// (RFC 3056). A connection to the one may end at the other.
  var meanings: [IPAddress] {
    guard bytes.count == 16 else { return [self] }
    let embedded: ArraySlice<UInt8>? =
      if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == bytes[11], bytes[10] == 0 || bytes[10] == 0xFF {
        bytes[12...]
      } else if bytes[..<12].elementsEqual([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) {
        bytes[12...]
      } else if bytes[0] == 0x20, bytes[1] == 0x02 {
        bytes[2..<6]
      } else {
        nil
      }
    return embedded.map { [self, IPAddress(Array($0))] } ?? [self]
  }

  public var description: String {
    if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    return bytes.withUnsafeBytes { source in
      guard inet_ntop(AF_INET6, source.baseAddress, &text, socklen_t(text.count)) != nil else { return "" }
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}

/// All addresses that begin with the same bits: `10.0.0.0/8`, `fe80::/10`, or one address alone.
public struct AddressBlock: Hashable, Sendable {
  private let start: [UInt8]
  private let length: Int

  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = IPAddress(host: String(parts[0])) else { return nil }
    let bits = address.bytes.count * 8
    guard let length = parts.count == 2 ? Int(parts[1]) : bits, (0...bits).contains(length) else { return nil }
    self.start = address.bytes
    self.length = length
  }

  public func contains(_ address: IPAddress) -> Bool {
    address.meanings.contains { meaning in
      guard meaning.bytes.count == start.count else { return false }
      return zip(meaning.bytes, start).enumerated().allSatisfy { index, pair in
        let left = min(max(length - index * 8, 0), 8)
        return pair.0 >> (8 - left) == pair.1 >> (8 - left)
      }
    }
  }
}

enum HostName {
  /// In lower case, without the dot that ends a full name and without the brackets of an address.
  static func normal(_ host: String) -> String {
    var name = host.lowercased()
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    if name.hasSuffix(".") { name.removeLast() }
    return name
  }
}
