import Glibc

/// A number by its decimal digits, for formatting: `0.digits × 10^point`.
struct DecimalNumber {
  var isNegative = false
  /// Values 0 to 9, without zeros at the start; empty for zero.
  var digits: [UInt8] = []
  /// How many digits stand before the decimal point; less than 0 when zeros follow it.
  var point = 0
  var special: String?
  /// The double that the digits are the shortest text of; ties are decided by its exact value.
  private var source: Double?

  /// The largest exponent that is written out.
  private static let maximumPoint = 2000

  private init(special: String, isNegative: Bool) {
    (self.special, self.isNegative) = (special, isNegative)
  }

  /// `nil` for what is no number.
  static func of(_ value: Value) -> DecimalNumber? {
    switch value {
    case .int(let number): return DecimalNumber(text: String(number))
    case .exact(let number): return DecimalNumber(text: number.digits)
    case .double(let number):
      guard number.isFinite else { return DecimalNumber(special: number.isNaN ? "NaN" : "∞", isNegative: number < 0) }
      guard var decimal = DecimalNumber(text: number.description) else { return nil }
      decimal.isNegative = number.sign == .minus
      decimal.source = number
      return decimal
    default: return nil
    }
  }

  private init?(text: String) {
    var rest = text.utf8[...]
    if rest.first == 45 {
      isNegative = true
      rest = rest.dropFirst()
    }
    var sawPoint = false
    for (index, byte) in zip(rest.indices, rest) {
      switch byte {
      case 48...57:
        if !digits.isEmpty || byte != 48 {
          digits.append(byte - 48)
          if !sawPoint { point += 1 }
        } else if sawPoint {
          point -= 1
        }
      case 46: sawPoint = true
      case 69, 101:
        let exponent = Int(String(decoding: rest[rest.index(after: index)...], as: UTF8.self).replacing("+", with: ""))
        guard let exponent, exponent.magnitude <= DecimalNumber.maximumPoint else { return nil }
        if !digits.isEmpty { point += exponent }
        trim()
        return
      default: return nil
      }
    }
    trim()
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  var isZero: Bool { digits.isEmpty }

  /// Multiplied by 1, 100 or 1000.
  mutating func scale(by power: Int) {
    guard power > 0, special == nil, !isZero else { return }
    if let double = source {
      let scaled = double * (power == 2 ? 100 : 1000)
      if let number = DecimalNumber.of(.double(scaled)) { self = number }
    } else {
      point += power
    }
  }

  /// Rounded half to even, to so many digits after the point.
  mutating func round(toPlaces places: Int) {
    let kept = point + places
    guard kept < digits.count else { return }
    guard kept >= 0 else {
      digits = []
      point = 0
      return
    }
    let isUp = roundsUp(after: kept, places: places)
    digits.removeLast(digits.count - kept)
    if isUp { increment(at: kept) }
    source = nil
    trim()
  }

  private func roundsUp(after kept: Int, places: Int) -> Bool {
    let next = digits[kept]
    if next != 5 { return next > 5 }
    if kept + 1 < digits.count { return true }
    // The shortest digits end in this 5: the exact value may lie above or below.
    if let source, let exact = DecimalNumber.digit(of: source, afterPlaces: places) { return exact }
    return kept > 0 && !digits[kept - 1].isMultiple(of: 2)
  }

  /// Whether the exact value of a double lies above the tie after so many places; `nil` when it is the tie.
  private static func digit(of number: Double, afterPlaces places: Int) -> Bool? {
    // A double has a digit other than 0 at most 1074 places after the point.
    let precision = 1080
    var buffer = [CChar](repeating: 0, count: 1500)
    let count = withVaList([Int32(precision), number.magnitude]) { vsnprintf(&buffer, buffer.count, "%.*f", $0) }
    guard count > 0, Int(count) < buffer.count else { return nil }
    let text = buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }
    guard let dot = text.firstIndex(of: 46) else { return nil }
    let cut = places >= 0 ? dot + 1 + places : dot + places
    guard cut >= 0, cut < text.count else { return nil }
    let tail = text[cut...].filter { $0 != 46 }
    guard let first = tail.first else { return nil }
    if first != 53 { return first > 53 }
    return tail.dropFirst().contains { $0 != 48 } ? true : nil
  }

  private mutating func increment(at count: Int) {
    var index = count - 1
    while index >= 0, digits[index] == 9 {
      digits[index] = 0
      index -= 1
    }
    if index >= 0 {
      digits[index] += 1
    } else {
      digits.insert(1, at: 0)
      point += 1
    }
  }

  /// The digit at a place before (1, 2 …) or after (0, -1 …) the point.
  func digit(at place: Int) -> UInt8 {
    let index = point - place
    return digits.indices.contains(index) ? digits[index] : 0
  }
}
