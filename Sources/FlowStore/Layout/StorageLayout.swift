import FlowModel

/// Where the files of executions lie in internal storage: the same paths as Kestra 1.x.
public enum StorageLayout {
  /// A file that a task makes:
  /// `kestra:///{name/space}/{flow}/executions/{execution}/tasks/{task}/{task run}/{name}`.
  ///
  /// - Parameter name: used as it is; see ``FileName`` for names that come from outside.
  public static func taskFile(
    namespace: String, flowID: String, executionID: ExecutionID, taskID: String, taskRunID: TaskRunID, name: String
  ) throws(StorageError) -> StorageURI {
    try file(namespace, flowID, executionID, ["tasks", slug(taskID), taskRunID.text, name])
  }

  /// A file that an execution was started with:
  /// `kestra:///{name/space}/{flow}/executions/{execution}/inputs/{input}/{name}`.
  public static func inputFile(
    namespace: String, flowID: String, executionID: ExecutionID, inputID: String, name: String
  ) throws(StorageError) -> StorageURI {
    try file(namespace, flowID, executionID, ["inputs", inputID, name])
  }

  /// Whether the file belongs to the execution: its inputs, outputs and files of tasks.
  public static func isFile(
    _ uri: StorageURI, ofExecution executionID: ExecutionID, namespace: String, flowID: String
  ) -> Bool {
    let folder = executionFolder(namespace, flowID, executionID)
    return uri.components.count > folder.count && uri.components.starts(with: folder)
  }

  /// An id as a part of a path: `My_flow 1` becomes `my-flow-1`.
  ///
  /// Ids are ASCII by their pattern, so other characters are only dropped.
  static func slug(_ id: String) -> String {
    var slug: [UInt8] = []
    for byte in id.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        slug.append(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        slug.append(byte | 0x20)
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: " "), UInt8(ascii: "\t")...UInt8(ascii: "\r"):
        if let last = slug.last, last != UInt8(ascii: "-") { slug.append(UInt8(ascii: "-")) }
      default:
        continue
      }
    }
    if slug.last == UInt8(ascii: "-") { slug.removeLast() }
    return String(decoding: slug, as: UTF8.self)
  }

  private static func file(
    _ namespace: String, _ flowID: String, _ executionID: ExecutionID, _ rest: [String]
  ) throws(StorageError) -> StorageURI {
    // A part that an id makes empty or `..` is refused here.
    try StorageURI(components: executionFolder(namespace, flowID, executionID) + rest)
  }

  private static func executionFolder(_ namespace: String, _ flowID: String, _ executionID: ExecutionID) -> [String] {
    namespace.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      + [slug(flowID), "executions", executionID.text]
  }
}
