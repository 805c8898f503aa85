import Pebble
import Testing

@testable import FlowAWS

@Suite("Signature Version 4")
struct SignatureV4Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let name: String
    let request: SignableRequest
    let signature: String
    var testDescription: String { name }

    init(
      _ name: String, method: String = "GET", path: String = "/", query: [SignableRequest.Field] = [],
      headers: [SignableRequest.Field] = [],
      _ signature: String
    ) {
      self.name = name
      self.signature = signature
      request = SignableRequest(
        method: method, path: path, query: query,
        headers: [.init("Host", "example.amazonaws.com"), .init("X-Amz-Date", "20150830T123600Z")] + headers)
    }
  }

  /// Cases of AWS's published signing test suite, by their names there.
  static let vectors = [
    Vector("get-vanilla", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    Vector("post-vanilla", method: "POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    Vector(
      "get-vanilla-query-order-key-case", query: [.init("Param2", "value2"), .init("Param1", "value1")],
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    Vector(
      "get-vanilla-empty-query-key", query: [.init("Param1", "value1")],
      "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
    Vector(
      "get-header-value-trim", headers: [.init("My-Header1", " value1"), .init("My-Header2", " \"a   b   c\"")],
      "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
    Vector(
      "get-utf8", path: CanonicalEncoding.encode("/\u{1234}", keepingSlashes: true),
      "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
  ]

  @Test("follows AWS's test suite", arguments: vectors)
  func followsSuite(vector: Vector) throws {
    let signer = SignatureV4(
      credentials: AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
      region: "us-east-1", service: "service", time: SigningTime(Instant(seconds: 1_440_938_160)))
    #expect(try signer.signature(vector.request) == vector.signature)
  }

  @Test("follows the GET Object example of the S3 documentation")
  func getObject() throws {
    let signer = SignatureV4(
      credentials: AWSCredentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      region: "us-east-1", service: "s3", time: SigningTime(Instant(seconds: 1_369_353_600)))
    let request = SignableRequest(
      method: "GET", path: "/test.txt",
      headers: [
        .init("Host", "examplebucket.s3.amazonaws.com"), .init("Range", "bytes=0-9"),
        .init("x-amz-content-sha256", SignableRequest.emptyPayloadHash), .init("x-amz-date", "20130524T000000Z"),
      ])
    let expected = """
      AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
      SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
      Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41
      """
    #expect(try signer.authorization(request) == expected)
  }

  /// The expected signature is botocore's, for the same request.
  @Test("signs keys and versions with characters of all kinds")
  func escapedKey() throws {
    let signer = SignatureV4(
      credentials: AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
      region: "us-east-1", service: "s3", time: SigningTime(Instant(seconds: 1_440_938_160)))
    let request = SignableRequest(
      method: "GET", path: CanonicalEncoding.encode("/b/a b/\u{FC}+report.tar.gz", keepingSlashes: true),
      query: [.init("versionId", "v/1")],
      headers: [
        .init("host", "example.amazonaws.com"), .init("x-amz-date", "20150830T123600Z"),
        .init("x-amz-content-sha256", SignableRequest.emptyPayloadHash),
      ])
    #expect(try signer.signature(request) == "08968d005abecd5d173ed6f5395e63596737080f18a4a712f4c37fc288aced1e")
  }

  @Test("writes time in UTC with all its digits")
  func time() {
    #expect(SigningTime(Instant(seconds: 0)).text == "19700101T000000Z")
    #expect(SigningTime(Instant(seconds: 1_709_164_809)).text == "20240229T000009Z")
  }

  @Test("escapes all but the unreserved characters")
  func encoding() {
    #expect(CanonicalEncoding.encode("a-Z.0_~/ +é*") == "a-Z.0_~%2F%20%2B%C3%A9%2A")
    #expect(CanonicalEncoding.encode("a/b//../c", keepingSlashes: true) == "a/b//../c")
  }

  @Test("credentials do not print")
  func printing() {
    let credentials = AWSCredentials(accessKeyID: "id", secretAccessKey: "hunter2", sessionToken: "hunter3")
    var dumped = "\(credentials)"
    dump(credentials, to: &dumped)
    #expect(!dumped.contains("hunter"))
  }
}
