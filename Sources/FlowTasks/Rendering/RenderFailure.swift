import FlowModel
import Pebble

/// An expression that could not be rendered, and where it stands in the flow's file.
public struct RenderFailure: Error, Sendable, CustomStringConvertible {
  /// The property: `options.auth.token`.
  public let path: String
  /// What is wrong; never holds a secret.
  public let reason: String
  /// The place in the YAML file, when the cause has one.
  public let position: SourcePosition?

  init(_ error: PebbleError, in template: TemplateText, at path: String) {
    self.path = path
    self.reason = error.message
    self.position = template.position(utf8Offset: error.offset)
  }

  init(_ error: PropertyError, at path: String) {
    let full = error.inside(path)
    self.path = full.path
    self.reason = full.reason
    self.position = nil
  }

  public var description: String {
    let place = position.map { " (line \($0.line), column \($0.column))" } ?? ""
    return path.isEmpty ? reason + place : "Cannot render property '\(path)'\(place): \(reason)"
  }
}
