@testable import Pebble

/// A template, the variables it sees as JSON, and the text it gives.
struct Example: Sendable, CustomStringConvertible {
  let template: String
  let expected: String
  let context: String

  init(_ template: String, _ expected: String, context: String = "{}") {
    (self.template, self.expected, self.context) = (template, expected, context)
  }

  var description: String { template }

  func rendered(in environment: Environment = .standard) throws -> String {
    guard case .map(let variables) = try JSON.parse(context) else { return "" }
    return try Template(template, in: environment).render(Scope(variables)).revealed
  }

  /// The message of the error that rendering ends with; empty when there is none.
  static func failure(of template: String, in environment: Environment = .standard) -> String {
    do throws(PebbleError) {
      _ = try Template(template, in: environment).render(Scope([:]))
      return ""
    } catch {
      return error.message
    }
  }
}
