/// Why a task of AWS failed. Names of buckets and keys come here masked where they are secret.
struct AWSTaskError: Error, Hashable, Sendable, CustomStringConvertible {
  enum Kind: Hashable, Sendable {
    // Nothing was sent.
    case pathStyleWithoutCompatibility
    case unsupported(property: String, instead: String)
    case noKey
    case halfCredentials(missing: String)
    case noCredentials
    case noRegion
    case invalidBucket(String)
    case invalidRegion
    case invalidEndpoint(reason: String)
    // The answer.
    case accessDenied(S3ErrorAnswer, object: String)
    case notFound(S3ErrorAnswer, object: String)
    case wrongRegion(bucket: String, region: String?)
    case refused(S3ErrorAnswer, object: String)
  }

  let kind: Kind

  init(_ kind: Kind) {
    self.kind = kind
  }

  var description: String {
    switch kind {
    case .pathStyleWithoutCompatibility: "'forcePathStyle' must be used in conjunction with 'compatibilityMode'"
    case .unsupported(let property, let instead): "The property '\(property)' is not supported yet: \(instead)"
    case .noKey: "No object to download: set 'key'"
    case .halfCredentials(let missing): "The credentials are incomplete: '\(missing)' is missing or empty"
    case .noCredentials:
      """
      No AWS credentials: set 'accessKeyId' and 'secretKeyId', or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the \
      environment
      """
    case .noRegion: "No AWS region: set 'region', or AWS_REGION in the environment"
    case .invalidBucket(let bucket):
      "'\(bucket)' cannot be the name of a bucket: it takes letters, digits, '-', '.', '_'"
    case .invalidRegion: "The region is not a valid one: it takes small letters, digits and '-', as 'eu-west-1'"
    case .invalidEndpoint(let reason): "Invalid value for property 'endpointOverride': \(reason)"
    case .accessDenied(let answer, let object):
      "S3 denies access to \(object) (\(answer)): check the credentials and that they allow s3:GetObject"
    case .notFound(let answer, let object):
      "S3 does not find \(object) (\(answer)): check 'bucket', 'key' and 'versionId'"
    case .wrongRegion(let bucket, let region?):
      "The bucket '\(bucket)' is in another region: set 'region' to '\(region)'"
    case .wrongRegion(let bucket, nil):
      "The bucket '\(bucket)' is at another address: check 'region' and 'endpointOverride'"
    case .refused(let answer, let object): "S3 did not give \(object) (\(answer))"
    }
  }
}
