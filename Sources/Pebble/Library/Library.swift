/// The functions and filters that every template has, gathered from the folders beside this file.
///
/// They see revealed values; labels are the renderer's matter.
enum Library {
  static let functions: [Function] = JSONText.functions + DateFilters.functions

  static let filters: [Filter] =
    TextFilters.all + SubstringFilters.all + Indentation.filters + Replacement.filters + PatternFilters.all
    + CollectionFilters.all + MapFilters.all + Ordering.filters + NumberFilters.all + EncodingFilters.all
    + JSONText.filters + DateFilters.filters + JQFilter.all
}

extension Filter {
  /// A filter on text: null passes through, anything else than text is refused.
  static func onText(
    _ name: String, parameters: [String] = [],
    refusal: (@Sendable (Value) -> String)? = nil,
    _ body: @escaping @Sendable (String, Arguments) throws(PebbleError) -> Value
  ) -> Filter {
    Filter(name, parameters: parameters) { value, arguments throws(PebbleError) in
      switch value {
      case .null: return .null
      case .string(let text): return try body(text, arguments)
      default: throw .failed(refusal?(value) ?? "The '\(name)' filter takes text, but this is a \(value.kindName).")
      }
    }
  }

  /// A filter on the text of any value: null passes through.
  static func onAnyText(
    _ name: String, parameters: [String] = [],
    _ body: @escaping @Sendable (String, Arguments) throws(PebbleError) -> Value
  ) -> Filter {
    Filter(name, parameters: parameters) { value, arguments throws(PebbleError) in
      value == .null ? .null : try body(value.text, arguments)
    }
  }
}

extension Limits {
  /// Refuses a result before it is made.
  /// - Parameter bytes: its size; `nil` when the size itself is too large to count.
  func check(bytes: Int?) throws(PebbleError) {
    guard let bytes, bytes <= outputBytes else { throw PebbleError(.limit("text of \(outputBytes) bytes")) }
  }
}

extension Arguments {
  /// What a result may use; check sizes before making them.
  var limits: Limits { context.limits }
}
