import Cryptography

/// A request as AWS Signature Version 4 sees it.
struct SignableRequest: Hashable, Sendable {
  struct Field: Hashable, Sendable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  var method: String
  /// Escaped, as it goes on the wire.
  var path: String
  /// Not escaped.
  var query: [Field] = []
  /// All that are to be signed; `host` among them.
  var headers: [Field]
  /// SHA-256 of the body in hexadecimal digits.
  var payloadHash: String = SignableRequest.emptyPayloadHash

  static let emptyPayloadHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  /// The query string in the order of its escaped names and values, which is the order it is signed in.
  var canonicalQuery: String {
    let pairs = query.map { (CanonicalEncoding.encode($0.name), CanonicalEncoding.encode($0.value)) }
    return pairs.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }

  /// The names of the signed headers: `host;x-amz-date`.
  var signedHeaders: String {
    canonicalHeaders.map(\.name).joined(separator: ";")
  }

  /// The text of the request that is hashed.
  var canonicalText: String {
    let headers = canonicalHeaders.map { "\($0.name):\($0.value)\n" }.joined()
    return [method, path, canonicalQuery, headers, signedHeaders, payloadHash].joined(separator: "\n")
  }

  /// Lower-case names, sorted; values of one name joined; blanks around values dropped and runs of blanks made one.
  private var canonicalHeaders: [Field] {
    var values: [String: [String]] = [:]
    for header in headers {
      let words = header.value.split { $0 == " " || $0 == "\t" }
      values[header.name.lowercased(), default: []].append(words.joined(separator: " "))
    }
    return values.sorted { $0.key < $1.key }.map { Field($0.key, $0.value.joined(separator: ",")) }
  }
}

/// AWS Signature Version 4 of a request in its `Authorization` header.
struct SignatureV4: Sendable {
  let credentials: AWSCredentials
  let region: String
  let service: String
  let time: SigningTime

  private static let algorithm = "AWS4-HMAC-SHA256"

  private var scope: String { "\(time.date)/\(region)/\(service)/aws4_request" }

  func stringToSign(_ request: SignableRequest) throws(CryptographyError) -> String {
    let hash = try Digest.sha256.hex(of: request.canonicalText)
    return [Self.algorithm, time.text, scope, hash].joined(separator: "\n")
  }

  func signature(_ request: SignableRequest) throws(CryptographyError) -> String {
    var key = Array("AWS4\(credentials.secretAccessKey)".utf8)
    for part in [String(time.date), region, service, "aws4_request"] {
      key = try HMAC.sha256(part.utf8, key: key)
    }
    return Hex.encode(try HMAC.sha256(try stringToSign(request).utf8, key: key))
  }

  /// The value of the `Authorization` header.
  func authorization(_ request: SignableRequest) throws(CryptographyError) -> String {
    let signature = try signature(request)
    return """
      \(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope),SignedHeaders=\(request.signedHeaders),\
      Signature=\(signature)
      """
  }
}
