/// Text in the making, in its two forms; the masked one is kept only once something secret has come.
struct Output {
  enum Mode {
    /// Lists and maps as JSON: what a template prints.
    case text
    /// Lists and maps as Java prints them: what is printed inside a macro, a block call or a `filter` tag.
    case inner
    /// One value keeps its type; `lenient` lets it become text when more follows.
    case typed(lenient: Bool)
  }

  private(set) var revealed = ""
  private var masked: String?
  /// The first and only value, in typed mode.
  private var single: Value?
  private var secretDepth = 0
  private let mode: Mode
  private let limit: Int

  init(_ mode: Mode, limit: Int) {
    self.mode = mode
    self.limit = limit
  }

  var count: Int { revealed.utf8.count }

  mutating func reserve(_ bytes: Int) { revealed.reserveCapacity(bytes) }

  /// Text of the template itself.
  @inline(__always)
  mutating func append(text: String) throws(PebbleError) {
    if single != nil { try flushSingle(before: .string(text)) }
    revealed.append(text)
    if masked != nil, secretDepth == 0 { masked?.append(text) }
    try checkLimit()
  }

  @inline(__always)
  private func checkLimit() throws(PebbleError) {
    guard revealed.utf8.count <= limit else { throw PebbleError(.limit("output of \(limit) bytes")) }
  }

  /// A value that an expression prints.
  mutating func print(_ value: Value) throws(PebbleError) {
    if case .typed = mode {
      if value == .null { return }
      if single == nil, revealed.isEmpty, masked == nil {
        single = value
        return
      }
      try flushSingle(before: value)
    }
    switch value {
    case .null: return
    case .string(let text): revealed.append(text)
    case .int(let number): Digits.append(number, to: &revealed)
    case .bool(let flag): revealed.append(flag ? "true" : "false")
    case .secret(let secret):
      beginMasking()
      revealed += try printed(secret.revealed)
      if secretDepth == 0 { masked?.append(secret.masked) }
      return try checkLimit()
    case .list, .map: return try printStructure(value)
    default: revealed.append(try printed(value))
    }
    if masked != nil, secretDepth == 0 {
      let text = try printed(value)
      masked?.append(text)
    }
    try checkLimit()
  }

  private mutating func printStructure(_ value: Value) throws(PebbleError) {
    let isSecret = value.containsSecret
    let text = try printed(isSecret ? value.revealed : value)
    if isSecret { beginMasking() }
    revealed.append(text)
    if masked != nil, secretDepth == 0 {
      let shown = isSecret ? try printed(value.masked) : text
      masked?.append(shown)
    }
    try checkLimit()
  }

  private func printed(_ value: Value) throws(PebbleError) -> String {
    switch value {
    case .null: return ""
    case .list, .map:
      if case .inner = mode { return try value.boundedText(limit) }
      return try value.boundedJSON(limit)
    default: return value.text
    }
  }

  // MARK: Secrets

  private mutating func beginMasking() {
    if masked == nil { masked = revealed }
  }

  /// From here on everything is secret, until ``endSecret()``.
  mutating func beginSecret() {
    beginMasking()
    if secretDepth == 0 { masked?.append(Secret.mask) }
    secretDepth += 1
  }

  mutating func endSecret() { secretDepth -= 1 }

  var text: LabelledText {
    if let single { return LabelledText(of: single) }
    return masked.map { LabelledText(revealed: revealed, masked: $0) } ?? LabelledText(revealed)
  }

  // MARK: Typed rendering

  /// In typed mode: the single value with its type, or the text; null when nothing was written.
  var value: Value {
    if let single { return masked == nil || single.containsSecret ? single : .secret(Secret(single)) }
    return revealed.isEmpty && masked == nil ? .null : text.value
  }

  private mutating func flushSingle(before next: Value) throws(PebbleError) {
    guard case .typed(let lenient) = mode else { return }
    let current = single ?? .string(revealed)
    let areTexts = current.isText && next.isText
    guard lenient || areTexts else {
      throw PebbleError(.failed("Tried to add a \(next.kindName) to a \(current.kindName)"))
    }
    guard let value = single else { return }
    single = nil
    let text = LabelledText(of: value)
    if text.isSecret {
      beginMasking()
      masked?.append(text.masked)
    } else if masked != nil {
      masked?.append(text.masked)
    }
    revealed.append(text.revealed)
  }
}

extension LabelledText {
  /// A value as it prints by itself.
  init(of value: Value) {
    switch value {
    case .secret(let secret): self.init(revealed: secret.revealed.printed, masked: secret.masked)
    case .list, .map:
      if value.containsSecret {
        self.init(revealed: value.revealed.printed, masked: value.masked.printed)
      } else {
        self.init(value.printed)
      }
    default: self.init(value.printed)
    }
  }
}
