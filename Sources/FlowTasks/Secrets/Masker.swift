import Cryptography
import FlowStore
import Pebble
import Synchronization

/// Finds used secrets in text that did not come from an expression: a server's echo, an error of the operating system.
///
/// Labels mask what expressions make; this is the second line. It knows each used secret as it is, in Base64, URL-encoded
/// and as JSON escapes it. Secrets of fewer than ``minimumLength`` characters are left to their labels: replacing every `7`
/// in a log would hide the log, not the secret.
public final class Masker: Sendable {
  /// In UTF-8 bytes.
  public static let minimumLength = 4

  /// Longest first, so that of overlapping secrets the longer one is masked whole.
  private let needles = Mutex<[String]>([])

  public init() {}

  /// Remembers every secret text inside a value.
  public func remember(_ secret: Value) {
    switch secret.revealed {
    case .string(let text): remember(text)
    case .list(let items): items.forEach(remember)
    case .map(let entries): entries.values.forEach(remember)
    case .int(let number): remember(String(number))
    case .null, .bool, .double, .exact, .instant, .secret: break
    }
  }

  public func remember(_ secret: String) {
    guard secret.utf8.count >= Masker.minimumLength else { return }
    let percentEncoded = PercentEncoding.encode(secret)
    let forms: Set<String> = [
      secret, Base64.encode(Array(secret.utf8)), percentEncoded, percentEncoded.replacing("%20", with: "+"),
      PercentEncoding.encodeStrictly(secret), PercentEncoding.encodeStrictly(secret).replacing("%20", with: "+"),
      String(JSON.text(of: .string(secret)).dropFirst().dropLast()),
    ]
    needles.withLock { needles in
      needles.append(contentsOf: forms.filter { !needles.contains($0) })
      needles.sort { $0.utf8.count > $1.utf8.count }
    }
  }

  /// The text with every known form of a used secret replaced.
  public func mask(_ text: String) -> String {
    let needles = needles.withLock { $0 }
    guard !needles.isEmpty, !text.isEmpty else { return text }
    var result = text
    for needle in needles where result.utf8.count >= needle.utf8.count {
      result = result.replacing(needle, with: Secret.mask)
    }
    return result
  }

  /// The value as it may be shown: labels masked, then known secrets wherever they were echoed.
  public func mask(_ value: Value) -> Value {
    switch value {
    case .secret(let secret): .string(secret.masked)
    case .string(let text): .string(mask(text))
    case .list(let items): .list(items.map(mask))
    case .map(let entries): .map(entries.mapValues(mask))
    case .null, .bool, .int, .double, .exact, .instant: value
    }
  }
}
