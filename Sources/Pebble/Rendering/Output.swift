/// Text in the making, in its two forms; the masked one is kept only once something secret has come.
struct Output: Sendable {
  private var revealed = ""
  private var masked: String?

  var count: Int { revealed.utf8.count }

  mutating func append(_ value: Value, printed: (Value) -> String = \.printed) {
    switch value {
    case .secret(let secret):
      if masked == nil { masked = revealed }
      revealed += printed(secret.revealed)
      masked? += secret.masked
    case .list, .map:
      let text = printed(value.revealed)
      if value.containsSecret {
        if masked == nil { masked = revealed }
        masked? += printed(value.masked)
      } else {
        masked? += text
      }
      revealed += text
    default:
      let text = printed(value)
      revealed += text
      masked? += text
    }
  }

  var text: LabelledText {
    masked.map { LabelledText(revealed: revealed, masked: $0) } ?? LabelledText(revealed)
  }
}
