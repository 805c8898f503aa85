import FlowModel
import FlowTasks
import Pebble

/// `options.auth`.
enum AuthenticationOptions: PropertyConvertible, Hashable {
  case basic(username: LabelledText, password: LabelledText)
  case bearer(token: LabelledText)
  case digest(username: LabelledText, password: LabelledText)

  static let kind = PropertyKind.variants(
    discriminator: "type",
    [
      .init("BASIC", [username.spec, password.spec]),
      .init("BEARER", [token.spec]),
      .init("DIGEST", [username.spec, password.spec]),
    ])
  static let username = Property<LabelledText?>("username", "The user.")
  static let password = Property<LabelledText?>("password", "The password.")
  static let token = Property<LabelledText?>("token", "The bearer token.")

  init(property value: Value) throws(PropertyError) {
    let entries = try value.objectEntries
    let given = RenderedProperties(entries)
    guard case .string(let type)? = entries["type"]?.revealed else {
      throw PropertyError(path: "type", "it is required: BASIC, BEARER or DIGEST")
    }
    let username = try given[Self.username]
    let password = try given[Self.password]
    switch type {
    case "BASIC":
      // A part left out is empty. (Kestra 1.x sends the word `null`.)
      self = .basic(username: username ?? LabelledText(""), password: password ?? LabelledText(""))
    case "BEARER":
      guard let token = try given[Self.token] else { throw PropertyError(path: "token", "it is required") }
      self = .bearer(token: token)
    case "DIGEST":
      guard let username, let password else {
        throw PropertyError("Digest authentication requires both `username` and `password`.")
      }
      self = .digest(username: username, password: password)
    default: throw PropertyError(path: "type", "expected one of BASIC, BEARER, DIGEST")
    }
  }

  /// The `auth` object or, without one, the older flat pair.
  init?(_ auth: AuthenticationOptions?, user: LabelledText?, password: LabelledText?) {
    if let auth {
      self = auth
    } else if user != nil || password != nil {
      self = .basic(username: user ?? LabelledText(""), password: password ?? LabelledText(""))
    } else {
      return nil
    }
  }

  var propertyValue: Value { .map([:]) }
}
