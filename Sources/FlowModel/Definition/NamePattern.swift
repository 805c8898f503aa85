/// The names that Kestra 1.x allows.
enum NamePattern {
  /// `^[a-zA-Z0-9][a-zA-Z0-9._-]*`, 1 to 100 characters.
  case flowID
  /// `^[a-z0-9][a-z0-9._-]*`, 1 to 150 characters.
  case namespace
  /// `^[a-zA-Z0-9][a-zA-Z0-9_-]*`, 1 to 256 characters.
  case taskID
  /// `^[a-zA-Z0-9][.a-zA-Z0-9_-]*`, of inputs and outputs.
  case inputID

  private var longest: Int {
    switch self {
    case .flowID: 100
    case .namespace: 150
    case .taskID, .inputID: 256
    }
  }

  /// What a name must look like, to follow a colon; `nil` when this one does.
  func objection(to name: String) -> String? {
    guard name.utf8.count <= longest else { return "it may have \(longest) characters" }
    let isAllowed = name.utf8.enumerated().allSatisfy { offset, byte in
      switch Character(UnicodeScalar(byte)) {
      case "a"..."z", "0"..."9": byte < 0x80
      case "A"..."Z": self != .namespace
      case "-", "_": offset > 0
      case ".": offset > 0 && self != .taskID
      default: false
      }
    }
    guard !isAllowed || name.isEmpty else { return nil }
    return switch self {
    case .namespace: "it takes lower-case letters, digits, '.', '_' and '-', and begins with a letter or digit"
    case .taskID: "it takes letters, digits, '_' and '-', and begins with a letter or digit"
    case .flowID, .inputID: "it takes letters, digits, '.', '_' and '-', and begins with a letter or digit"
    }
  }
}
