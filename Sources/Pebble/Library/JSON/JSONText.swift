/// JSON as text inside templates: `toJson`, `fromJson` and their older names.
enum JSONText {
  static let filters: [Filter] = ["toJson", "json", "jsonEncode"].map { name in
    Filter(name, parameters: ["includeNulls"]) { value, arguments in
      .string(JSON.text(of: value, keepingNulls: arguments["includeNulls"] == .bool(true)))
    }
  }

  static let functions: [Function] = ["fromJson", "json", "jsonDecode"].map { name in
    Function(name, parameters: ["json"]) { arguments throws(PebbleError) in try parsed(arguments, as: name) }
  }

  private static func parsed(_ arguments: Arguments, as name: String) throws(PebbleError) -> Value {
    guard arguments.has("json") else { throw .failed("The '\(name)' function expects an argument 'json'.") }
    guard arguments["json"] != .null else { return .null }
    guard case .string(let text) = arguments["json"] else {
      throw .failed("The '\(name)' function expects an argument 'json' with type string.")
    }
    do {
      return try JSON.parse(text)
    } catch {
      throw .failed("Invalid json: \(error)")
    }
  }
}
