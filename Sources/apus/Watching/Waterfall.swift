import FlowHTTP
import FlowTasks

/// The phases of one exchange as bars below each other, as long as they took.
struct Waterfall {
  /// The columns of the whole bar.
  static let width = 40

  let exchange: WatchedExchange
  let masker: Masker
  /// Whether bars may be blocks in colour; plain ASCII otherwise.
  let isPlain: Bool

  var lines: [String] {
    let timing = exchange.timing
    let total = timing.total.milliseconds
    var result = [title(total)]
    var passed = 0.0
    for phase in timing.phases {
      let taken = phase.duration.milliseconds
      defer { passed += taken }
      guard taken > 0 else { continue }
      let name = phase.name + String(repeating: " ", count: max(0, 8 - phase.name.utf8.count))
      result.append("      \(name)\(bar(from: passed, taken, of: total)) \(Self.text(taken))")
    }
    return result
  }

  private func title(_ total: Double) -> String {
    let timing = exchange.timing
    var facts: [String] = []
    switch exchange.outcome {
    case .success(let answer):
      facts.append("\(answer.status)")
      if !timing.protocolVersion.isEmpty { facts.append(timing.protocolVersion) }
      if let version = timing.tlsVersion { facts.append(version) }
    case .failure(let error): facts.append(Console.printable(masker.mask(error.description)))
    }
    if timing.isReused { facts.append("connection reused") }
    if exchange.label.attempt > 1 { facts.append("attempt \(exchange.label.attempt)") }
    if exchange.label.hop > 0 { facts.append("redirect \(exchange.label.hop)") }
    facts.append("\(timing.requestBytes) B out, \(timing.responseBytes) B in")
    facts.append(Self.text(total))
    let source = exchange.label.taskID.map { "[\($0)] " } ?? ""
    let uri = Console.printable(masker.mask(exchange.request.uri.description))
    return "    \(source)\(exchange.request.method) \(uri)  " + facts.joined(separator: isPlain ? ", " : " · ")
  }

  private func bar(from start: Double, _ taken: Double, of total: Double) -> String {
    let scale = total > 0 ? Double(Self.width) / total : 0
    let first = min(Self.width - 1, Int((start * scale).rounded(.down)))
    let length = max(1, min(Self.width - first, Int((taken * scale).rounded())))
    let before = String(repeating: isPlain ? "." : " ", count: first)
    let after = String(repeating: isPlain ? "." : " ", count: Self.width - first - length)
    guard !isPlain else { return "|" + before + String(repeating: "#", count: length) + after + "|" }
    return "▕" + before + "\u{1B}[36m" + String(repeating: "█", count: length) + "\u{1B}[0m" + after + "▏"
  }

  static func text(_ milliseconds: Double) -> String {
    let tenths = Int((min(milliseconds, 1e12) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) ms"
  }
}
