/// Whether any value that a rendering can reach has a label, as far as it is known. Spares searching big structures.
enum LabelKnowledge {
  case unknown(looks: Int)
  case none, some
}

extension Renderer {
  /// Whether the value, or anything inside it, is secret.
  @inline(__always)
  func isLabelled(_ value: Value) -> Bool {
    switch value {
    case .secret: true
    case .list, .map: hasLabelInside(value)
    default: false
    }
  }

  private func hasLabelInside(_ value: Value) -> Bool {
    switch labels {
    case .none: return false
    case .some: return value.containsSecret
    case .unknown(let looks):
      guard looks >= 4 else {
        labels = .unknown(looks: looks + 1)
        return value.containsSecret
      }
      labels = scope.variables.values.contains { $0.containsSecret } ? .some : .none
      return hasLabelInside(value)
    }
  }

  /// Notes what a function has brought in.
  func noteLabels(of value: Value) {
    switch value {
    case .secret: labels = .some
    case .list, .map: if value.containsSecret { labels = .some }
    default: break
    }
  }

  /// The value with a label on the whole of it.
  func labelled(_ value: Value) -> Value {
    if case .secret = value { return value }
    labels = .some
    return .secret(Secret(value))
  }

  /// Runs what a secret decides about: whatever it writes or sets is secret.
  func secretly(_ isSecret: Bool, sets symbols: [Int], _ body: () throws(PebbleError) -> Void) throws(PebbleError) {
    guard isSecret else { return try body() }
    labels = .some
    output.beginSecret()
    secretBranches += 1
    do throws(PebbleError) {
      try body()
    } catch {
      throw error.labelled()
    }
    secretBranches -= 1
    output.endSecret()
    try label(symbols)
  }

  /// The result of an operation on values that may be secret, with their label.
  func labelling(
    _ isSecret: Bool, _ name: @autoclosure () -> String, _ body: () throws(PebbleError) -> Value
  ) throws(PebbleError) -> Value {
    guard isSecret else { return try body() }
    do throws(PebbleError) {
      return labelled(try body())
    } catch {
      throw error.withheld(by: name())
    }
  }
}
