import OrderedCollections

/// A value that must reach only the request it is meant for.
///
/// The label travels with the value: whatever an expression makes of a secret is a secret again. Where text is joined, only
/// the secret part is masked, so `Bearer ` before a token stays readable.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// What a masked part looks like, whatever its length.
  public static let mask = "******"

  /// The value itself. Reading it is the one act that can leak: do so only on the way to the request.
  public let revealed: Value
  /// What may be shown in its place.
  public let masked: String

  public init(_ value: Value, masked: String = Secret.mask) {
    // Labels do not nest: the outer one covers the inner.
    self.revealed = value.revealed
    self.masked = masked
  }

  public var description: String { masked }
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

/// Text that may have secret parts, in the two forms that are ever needed of it.
public struct LabelledText: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The text for the request it is meant for.
  public let revealed: String
  /// The text for everybody else; equal to ``revealed`` where nothing is secret.
  public let masked: String
  /// Whether any part of it is secret.
  public let isSecret: Bool

  public init(_ text: String) {
    self.revealed = text
    self.masked = text
    self.isSecret = false
  }

  public init(revealed: String, masked: String) {
    self.revealed = revealed
    self.masked = masked
    self.isSecret = true
  }

  /// The text as an expression's value, with its label.
  public var value: Value {
    isSecret ? .secret(Secret(.string(revealed), masked: masked)) : .string(revealed)
  }

  public var description: String { masked }
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

extension Value {
  /// Whether this value, or anything inside it, carries a secret's label.
  public var containsSecret: Bool {
    switch self {
    case .secret: true
    case .list(let items): items.contains { $0.containsSecret }
    case .map(let entries): entries.values.contains { $0.containsSecret }
    case .null, .bool, .int, .double, .exact, .string, .instant: false
    }
  }

  /// The same value without labels, at any depth.
  public var revealed: Value {
    switch self {
    case .secret(let secret): secret.revealed
    case .list(let items) where containsSecret: .list(items.map(\.revealed))
    case .map(let entries) where containsSecret: .map(entries.mapValues(\.revealed))
    default: self
    }
  }

  /// The same value with each labelled part replaced by what may be shown, at any depth.
  public var masked: Value {
    switch self {
    case .secret(let secret): .string(secret.masked)
    case .list(let items) where containsSecret: .list(items.map(\.masked))
    case .map(let entries) where containsSecret: .map(entries.mapValues(\.masked))
    default: self
    }
  }
}
