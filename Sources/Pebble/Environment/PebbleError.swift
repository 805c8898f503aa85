/// Why a template could not be parsed or rendered. Holds no secret.
public struct PebbleError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case syntax(String)
    /// A variable, attribute or list item that is not there; `??`, `default` and `is defined` see it.
    case notFound(String)
    /// A documented bound was reached: which.
    case limit(String)
    case failed(String)
  }

  public let kind: Kind
  /// The place in the template, in UTF-8 bytes from its start.
  public private(set) var offset: Int
  /// 1-based.
  public private(set) var line = 1
  /// 1-based, in characters.
  public private(set) var column = 1
  /// Whether a secret decided that it came to this; what is made of the failure is secret too.
  private(set) var isSecret = false
  private var template = ""

  init(_ kind: Kind, offset: Int = -1) {
    self.kind = kind
    self.offset = offset
  }

  /// An error without a place; the renderer adds the place of the call.
  public static func failed(_ message: String) -> PebbleError { PebbleError(.failed(message)) }

  /// With the line and column of its place. Lines end as Unicode has them.
  func located(at offset: Int, in source: String) -> PebbleError {
    var error = self
    guard error.template.isEmpty else { return error }
    if error.offset < 0 { error.offset = offset }
    error.template = source
    let before = source.utf8.prefix(error.offset)
    let text = String(decoding: before, as: UTF8.self)
    error.line = 1 + text.count { $0.isNewline }
    error.column = 1 + (text.lastIndex { $0.isNewline }.map { text[text.index(after: $0)...].count } ?? text.count)
    return error
  }

  func at(_ offset: Int) -> PebbleError {
    var error = self
    if error.offset < 0 { error.offset = offset }
    return error
  }

  func labelled(_ isSecret: Bool = true) -> PebbleError {
    var error = self
    error.isSecret = error.isSecret || isSecret
    return error
  }

  /// An error raised while a secret was at hand may quote it: only who failed is told.
  func withheld(by name: String) -> PebbleError {
    switch kind {
    case .notFound: PebbleError(.notFound(Secret.mask)).labelled()
    case .limit(let what): PebbleError(.limit(what)).labelled()
    case .syntax, .failed: PebbleError.failed("'\(name)' failed on a secret value; its message is withheld").labelled()
    }
  }

  /// What an operator makes of a failure of an operand: it is no missing variable any more.
  func inOperation(_ name: String) -> PebbleError {
    if case .limit = kind { return self }
    return PebbleError(.failed("\(name): \(shortMessage)"), offset: offset).labelled(isSecret)
  }

  /// The message without the template.
  var shortMessage: String {
    if case .notFound(let name) = kind { return "Unable to find `\(name)`" }
    return message
  }

  public var message: String {
    switch kind {
    case .syntax(let message), .failed(let message): message
    case .limit(let what): "Limit reached: \(what)"
    case .notFound(let name): "Unable to find `\(name)` used in the expression `\(template)` at line \(line)"
    }
  }

  public var description: String {
    if case .notFound = kind { return message }
    return "\(message) (line \(line), column \(column) of the expression)"
  }
}
