import FlowModel
import FlowTasks
import Pebble

/// The properties of ``S3Download``.
struct S3DownloadProperties: Sendable {
  private static let bucket = Property<LabelledText>("bucket", "The bucket that holds the object.")
  private static let key = Property<LabelledText?>("key", "The object's key.")
  private static let versionID = Property<String?>("versionId", "The version to download; the newest without it.")
  private static let requestPayer = Property<String?>(
    "requestPayer", "Who pays: 'requester' for a bucket whose requesters do.")
  private static let expectedBucketOwner = Property<String?>(
    "expectedBucketOwner", "The account that must own the bucket, otherwise the request is denied.")
  private static let accessKeyID = Property<String?>(
    "accessKeyId", "The id of the access key; from AWS_ACCESS_KEY_ID without it.")
  private static let secretKeyID = Property<LabelledText?>(
    "secretKeyId", "The secret access key; from AWS_SECRET_ACCESS_KEY without it.")
  private static let sessionToken = Property<LabelledText?>("sessionToken", "The token of temporary credentials.")
  private static let region = Property<String?>("region", "The region of the bucket; from AWS_REGION without it.")
  private static let endpointOverride = Property<LabelledText?>(
    "endpointOverride", "The address of a service that speaks S3's protocol, instead of AWS.")
  private static let compatibilityMode = Property(
    "compatibilityMode", default: false, "Whether the service only speaks S3's protocol.")
  private static let forcePathStyle = Property(
    "forcePathStyle", default: false, "Whether the bucket goes into the path; needs compatibilityMode.")
  private static let validateChecksum = Property(
    "validateChecksum", default: false, "Not supported yet: whether to compare the checksum that S3 keeps.")

  /// Known from Kestra, so that flows that use them get a clear answer.
  private static let unsupported: [(Property<Value?>, instead: String)] = [
    (notYet("stsRoleArn"), "set the credentials of the role, or leave it out"),
    (notYet("stsRoleExternalId"), "set the credentials of the role, or leave it out"),
    (notYet("stsRoleSessionName"), "set the credentials of the role, or leave it out"),
    (notYet("stsRoleSessionDuration"), "set the credentials of the role, or leave it out"),
    (notYet("stsEndpointOverride"), "set the credentials of the role, or leave it out"),
    (notYet("prefix"), "set 'key' to download one object"),
    (notYet("delimiter"), "set 'key' to download one object"),
    (notYet("marker"), "set 'key' to download one object"),
    (notYet("maxKeys"), "set 'key' to download one object"),
    (notYet("regexp"), "set 'key' to download one object"),
    (notYet("maxFiles"), "set 'key' to download one object"),
  ]

  static let specs: [PropertySpec] =
    [
      bucket.spec, key.spec, versionID.spec, requestPayer.spec, expectedBucketOwner.spec, accessKeyID.spec,
      secretKeyID.spec, sessionToken.spec, region.spec, endpointOverride.spec, compatibilityMode.spec,
      forcePathStyle.spec, validateChecksum.spec,
    ] + unsupported.map(\.0.spec)

  let bucket: LabelledText
  let key: LabelledText
  let versionID: String?
  let requestPayer: String?
  let expectedBucketOwner: String?
  let endpointOverride: LabelledText?
  let forcePathStyle: Bool
  private let givenRegion: String?
  private let givenAccessKeyID: String?
  private let givenSecretKeyID: String?
  private let givenSessionToken: String?

  init(_ properties: RenderedProperties) throws {
    for (property, instead) in Self.unsupported where try properties[property] != nil {
      throw AWSTaskError(.unsupported(property: property.spec.name, instead: instead))
    }
    if try properties[Self.validateChecksum] {
      throw AWSTaskError(.unsupported(property: "validateChecksum", instead: "leave it out"))
    }
    forcePathStyle = try properties[Self.forcePathStyle]
    if forcePathStyle, try !properties[Self.compatibilityMode] {
      throw AWSTaskError(.pathStyleWithoutCompatibility)
    }
    bucket = try properties[Self.bucket]
    guard let key = try properties[Self.key], !key.revealed.isEmpty else { throw AWSTaskError(.noKey) }
    self.key = key
    versionID = try properties[Self.versionID]?.nonEmpty
    requestPayer = try properties[Self.requestPayer]?.nonEmpty
    expectedBucketOwner = try properties[Self.expectedBucketOwner]?.nonEmpty
    let endpoint = try properties[Self.endpointOverride]
    endpointOverride = endpoint?.revealed.isEmpty == true ? nil : endpoint
    givenRegion = try properties[Self.region]?.nonEmpty
    givenAccessKeyID = try properties[Self.accessKeyID]?.nonEmpty
    givenSecretKeyID = try properties[Self.secretKeyID]?.revealed.nonEmpty
    givenSessionToken = try properties[Self.sessionToken]?.revealed.nonEmpty
  }

  var isAddressSecret: Bool {
    bucket.isSecret || key.isSecret || endpointOverride?.isSecret == true
  }

  /// Services other than AWS seldom have regions, but the signature wants one.
  func region(_ environment: [String: String]) throws(AWSTaskError) -> String {
    let known = givenRegion ?? environment["AWS_REGION"]?.nonEmpty ?? environment["AWS_DEFAULT_REGION"]?.nonEmpty
    if let known { return known }
    guard endpointOverride != nil else { throw AWSTaskError(.noRegion) }
    return "us-east-1"
  }

  func credentials(_ environment: [String: String]) throws(AWSTaskError) -> AWSCredentials {
    switch (givenAccessKeyID, givenSecretKeyID) {
    case (let id?, let secret?):
      return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: givenSessionToken)
    case (nil, _?): throw AWSTaskError(.halfCredentials(missing: "accessKeyId"))
    case (_?, nil): throw AWSTaskError(.halfCredentials(missing: "secretKeyId"))
    case (nil, nil): break
    }
    guard let id = environment["AWS_ACCESS_KEY_ID"]?.nonEmpty,
      let secret = environment["AWS_SECRET_ACCESS_KEY"]?.nonEmpty
    else { throw AWSTaskError(.noCredentials) }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: environment["AWS_SESSION_TOKEN"]?.nonEmpty)
  }

  private static func notYet(_ name: String) -> Property<Value?> {
    Property(name, "Not supported yet.")
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
