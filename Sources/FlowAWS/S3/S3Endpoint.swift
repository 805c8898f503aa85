import Pebble

/// Where a bucket is reached.
struct S3Endpoint: Hashable, Sendable {
  /// `http` or `https`.
  let scheme: String
  /// With its port where the address has one.
  let host: String
  /// Escaped; no `/` at its end.
  let basePath: String

  /// - Parameters:
  ///   - override: the address of a service that speaks S3's protocol; `nil` for AWS.
  ///   - usesPathStyle: puts the bucket into the path. Also done for a bucket whose name cannot be part of a host, and
  ///     where the host is an IP address.
  init(bucket labelledBucket: LabelledText, region: String, override: String?, usesPathStyle: Bool) throws(AWSTaskError)
  {
    let bucket = labelledBucket.revealed
    guard Self.isBucketName(bucket) else { throw AWSTaskError(.invalidBucket(labelledBucket.masked)) }
    guard Self.isHostLabel(region) else { throw AWSTaskError(.invalidRegion) }
    let base = if let override { try Base(address: override) } else { Base(region: region) }
    let isInPath = usesPathStyle || base.isAddress || !Self.isHostLabel(bucket)
    scheme = base.scheme
    host = isInPath ? base.host : "\(bucket).\(base.host)"
    basePath = isInPath ? "\(base.path)/\(CanonicalEncoding.encode(bucket))" : base.path
  }

  /// The path of an object on this endpoint, escaped. A key is taken as it is: `a//b` and `a/../b` are names of S3.
  func path(ofKey key: String) -> String {
    basePath + "/" + CanonicalEncoding.encode(key, keepingSlashes: true)
  }

  private static func isBucketName(_ bucket: String) -> Bool {
    (3...255).contains(bucket.utf8.count) && bucket != "..." && bucket.utf8.allSatisfy(isNameByte)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isLabelByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static func isLabelByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// A name with a dot could be one too, but no certificate covers it.
  private static func isHostLabel(_ text: String) -> Bool {
    (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
      && text.utf8.allSatisfy(isLabelByte)
  }
}

extension S3Endpoint {
  /// The service's own address.
  private struct Base {
    let scheme: String
    let host: String
    let path: String

    init(region: String) {
      scheme = "https"
      host = "s3.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
      path = ""
    }

    init(address: String) throws(AWSTaskError) {
      let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
      guard parts.count >= 3, parts[1].isEmpty, parts[0] == "http:" || parts[0] == "https:" else {
        throw AWSTaskError(.invalidEndpoint(reason: "it must be like https://s3.example.com"))
      }
      let host = parts[2].lowercased()
      let isClean = host.utf8.allSatisfy { byte in
        S3Endpoint.isNameByte(byte) || [UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]")].contains(byte)
      }
      guard !host.isEmpty, isClean else {
        throw AWSTaskError(.invalidEndpoint(reason: "it takes a host and a port, without user name or password"))
      }
      let rest = parts.count > 3 ? String(parts[3]) : ""
      guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0 == " " || $0 == "%" }) else {
        throw AWSTaskError(.invalidEndpoint(reason: "it takes a plain path, without query or escapes"))
      }
      // The addresses of cloud machines' metadata, which hold credentials.
      guard !host.hasPrefix("169.254."), !host.hasPrefix("[fe80:") else {
        throw AWSTaskError(.invalidEndpoint(reason: "link-local addresses are not allowed"))
      }
      scheme = String(parts[0].dropLast())
      let standardPort = scheme == "https" ? ":443" : ":80"
      self.host = host.hasSuffix(standardPort) ? String(host.dropLast(standardPort.count)) : host
      let folders = rest.split(separator: "/").map { CanonicalEncoding.encode(String($0)) }
      path = folders.map { "/" + $0 }.joined()
    }

    /// Whether the host is a number and has no names below it.
    var isAddress: Bool {
      let name = host.split(separator: ":").first ?? ""
      return host.hasPrefix("[")
        || name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }
    }
  }
}
