/// Where a part of a property comes from.
enum ExpressionOrigin: Hashable {
  case input(String)
  case variable(String)
  case secret(String)
  /// `outputs.login.body`: known only once the task ran.
  case output(String)
  /// `execution.id`, `now()`: another in every run.
  case run(String)
  /// `flow`, `labels`, `envs`, `globals`: fixed.
  case fixed(String)

  var kind: String {
    switch self {
    case .input: "input"
    case .variable: "variable"
    case .secret: "secret"
    case .output: "output of an earlier task"
    case .run: "known when it runs"
    case .fixed: "configuration"
    }
  }

  var name: String {
    switch self {
    case .input(let name), .variable(let name), .secret(let name), .output(let name), .run(let name),
      .fixed(let name):
      name
    }
  }

  /// Whether its value cannot be known before the flow runs.
  var isUnknown: Bool {
    switch self {
    case .output, .run: true
    case .input, .variable, .secret, .fixed: false
    }
  }
}

/// The origins that an expression names, found by its words: text in quotes, filters and fields are no names.
struct ExpressionOrigins {
  private(set) var origins: [ExpressionOrigin] = []
  private static let fixed: Set<String> = ["flow", "labels", "envs", "globals", "task"]
  private static let run: Set<String> = [
    "execution", "taskrun", "tasks", "trigger", "parent", "parents", "item", "iteration", "error",
  ]
  /// Functions whose result is another in every run, or lies outside the flow.
  private static let runFunctions: Set<String> = [
    "now", "uuid", "randomInt", "randomPort", "nanoId", "ksuid", "read", "kv", "http", "fileURI", "currentEachOutput",
    "errorLogs", "fileSize", "fileExists", "isFileEmpty", "tasksWithState",
  ]

  init(_ expression: some StringProtocol) {
    let scalars = Array(expression.unicodeScalars)
    var index = 0
    var last: Unicode.Scalar = " "
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "'" || scalar == "\"" {
        index = ExpressionOrigins.endOfText(scalars, index)
        last = scalar
      } else if ExpressionOrigins.isWordStart(scalar) {
        let start = index
        while index < scalars.count, ExpressionOrigins.isPath(scalars[index]) { index += 1 }
        let path = String(String.UnicodeScalarView(scalars[start..<index]))
        if last != "|" && last != "." { add(path, rest: scalars[index...]) }
        last = "a"
      } else {
        if scalar != " " && scalar != "\n" && scalar != "\t" { last = scalar }
        index += 1
      }
    }
  }

  private mutating func add(_ path: String, rest: ArraySlice<Unicode.Scalar>) {
    let words = path.split(separator: ".", maxSplits: 1).map(String.init)
    let root = words.first ?? ""
    let name = words.count > 1 ? words[1] : ""
    let isCall = rest.first { $0 != " " } == "("
    let origin: ExpressionOrigin?
    switch root {
    case "inputs": origin = .input(name)
    case "vars": origin = .variable(name)
    case "outputs": origin = .output(name.isEmpty ? "outputs" : name)
    case "secret" where isCall: origin = .secret(ExpressionOrigins.firstText(rest) ?? "of a computed name")
    case _ where Self.fixed.contains(root): origin = .fixed(path)
    case _ where Self.run.contains(root): origin = .run(path)
    case _ where isCall && Self.runFunctions.contains(root): origin = .run(root + "()")
    default: origin = nil
    }
    if let origin, !origins.contains(origin) { origins.append(origin) }
  }

  private static func firstText(_ rest: ArraySlice<Unicode.Scalar>) -> String? {
    guard let open = rest.firstIndex(where: { $0 == "'" || $0 == "\"" }) else { return nil }
    let end = endOfText(Array(rest), open - rest.startIndex) + rest.startIndex
    guard end - 1 > open else { return nil }
    return String(String.UnicodeScalarView(rest[(open + 1)..<(end - 1)]))
  }

  /// The index behind the closing quote.
  private static func endOfText(_ scalars: [Unicode.Scalar], _ open: Int) -> Int {
    var index = open + 1
    while index < scalars.count, scalars[index] != scalars[open] { index += scalars[index] == "\\" ? 2 : 1 }
    return min(index + 1, scalars.count)
  }

  private static func isWordStart(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar == "_" }

  private static func isPath(_ scalar: Unicode.Scalar) -> Bool {
    isWordStart(scalar) || ("0"..."9").contains(scalar) || scalar == "."
  }
}
