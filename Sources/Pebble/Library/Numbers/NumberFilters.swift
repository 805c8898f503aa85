/// Filters on numbers: `abs`, `number`, `numberFormat`.
enum NumberFilters {
  static let all: [Filter] = [
    Filter("abs") { value, _ throws(PebbleError) in
      switch value {
      case .null: throw .failed("Can not pass null value to \"abs\" filter.")
      case .int(let number):
        // The smallest integer has no counterpart; Java gives it back as it is.
        return .int(number == .min ? number : Swift.abs(number))
      case .double(let number): return .double(number.magnitude)
      case .exact(let number):
        return .exact(
          ExactNumber(validated: number.digits.hasPrefix("-") ? String(number.digits.dropFirst()) : number.digits))
      default: throw .failed("The 'abs' filter does require as input a number.")
      }
    },
    Filter("number", parameters: ["type"]) { value, arguments throws(PebbleError) in
      guard value != .null else { return .null }
      guard case .string(let text) = value else {
        throw .failed("'number' filter can only be applied to String. Actual type was: \(value.javaClass)")
      }
      return try NumberReader.number(text, type: try arguments.optionalText("type"))
    },
    Filter("numberFormat", parameters: ["format"]) { value, arguments throws(PebbleError) in
      guard value != .null else { return .null }
      guard let number = DecimalNumber.of(value) else {
        throw .failed("The input for the 'NumberFormat' filter has to be a number.")
      }
      return .string(try DecimalPattern(try arguments.optionalText("format") ?? "#,##0.###").format(number))
    },
  ]
}
