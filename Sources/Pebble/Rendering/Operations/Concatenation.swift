/// `a ~ b`, and the parts of a text with interpolations.
final class Concatenation: Expression {
  let offset: Int
  private let parts: [any Expression]

  init(_ parts: [any Expression], offset: Int) {
    self.parts = parts
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    var values: [Value] = []
    values.reserveCapacity(parts.count)
    for part in parts { values.append(try renderer.evaluate(part)) }
    return try renderer.concatenate(values, nullText: "")
  }
}

extension Renderer {
  /// The texts of values, lists and maps as Java prints them; of secret ones only their own part is masked.
  func concatenate(_ values: [Value], nullText: String) throws(PebbleError) -> Value {
    var revealed = ""
    var masked: String?
    for value in values {
      let isSecret = isLabelled(value)
      let plain = isSecret ? value.revealed : value
      let text = plain == .null ? nullText : try plain.boundedText(environment.limits.outputBytes)
      if isSecret {
        if masked == nil { masked = revealed }
        if case .secret(let secret) = value {
          masked?.append(secret.masked)
        } else {
          masked?.append(try value.masked.boundedText(environment.limits.outputBytes))
        }
      } else {
        masked?.append(text)
      }
      revealed.append(text)
    }
    try charge(bytes: revealed.utf8.count)
    guard let masked else { return .string(revealed) }
    return .secret(Secret(.string(revealed), masked: masked))
  }
}
