import Cryptography
import FlowHTTP
import Pebble

/// The request for one object (`GetObject` of S3's REST interface).
struct S3GetObject: Hashable, Sendable {
  let endpoint: S3Endpoint
  let key: String
  /// Whether the address must not be shown, since a secret made part of it.
  let isAddressSecret: Bool
  let versionID: String?
  let requestPayer: String?
  let expectedBucketOwner: String?

  /// The signed request. Equal times and credentials give equal requests.
  func prepared(credentials: AWSCredentials, region: String, time: SigningTime) throws -> PreparedRequest {
    var headers = [
      SignableRequest.Field("x-amz-content-sha256", SignableRequest.emptyPayloadHash),
      SignableRequest.Field("x-amz-date", time.text),
    ]
    if let requestPayer { headers.append(.init("x-amz-request-payer", requestPayer)) }
    if let expectedBucketOwner { headers.append(.init("x-amz-expected-bucket-owner", expectedBucketOwner)) }
    if let token = credentials.sessionToken { headers.append(.init("x-amz-security-token", token)) }
    let query = versionID.map { [SignableRequest.Field("versionId", $0)] } ?? []
    let signable = SignableRequest(
      method: "GET", path: endpoint.path(ofKey: key), query: query,
      headers: headers + [.init("host", endpoint.host)])
    let signature = SignatureV4(credentials: credentials, region: region, service: "s3", time: time)

    var request = PreparedRequest(uri: try RequestURI(address(signable)), followsRedirects: false)
    // The object is the bytes that were stored, even where its metadata names an encoding.
    request.acceptsCompression = false
    for header in headers {
      let isSecret = header.name == "x-amz-security-token"
      request.headers.append(
        try HeaderField(header.name, isSecret ? .hidden(header.value) : LabelledText(header.value)))
    }
    request.headers.append(try HeaderField("Authorization", .hidden(try signature.authorization(signable))))
    return request
  }

  private func address(_ signable: SignableRequest) -> LabelledText {
    let query = signable.canonicalQuery
    let text = "\(endpoint.scheme)://\(endpoint.host)\(signable.path)" + (query.isEmpty ? "" : "?" + query)
    return isAddressSecret ? .hidden(text) : LabelledText(text)
  }
}

extension LabelledText {
  /// Text that is secret as a whole.
  static func hidden(_ text: String) -> LabelledText {
    LabelledText(revealed: text, masked: Secret.mask)
  }
}
