/// Who signs a request.
struct AWSCredentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  let accessKeyID: String
  let secretAccessKey: String
  /// Of temporary credentials; `nil` for lasting ones.
  let sessionToken: String?

  init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }

  var description: String { "••••" }
  var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
