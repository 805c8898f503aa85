import FlowModel
import Testing

@testable import FlowStore

@Suite("Storage layout")
struct StorageLayoutTests {
  private let execution = ExecutionID("4vN9yTR5Lh7PXLzTLIeVdV")

  @Test("lays the files of tasks and inputs where Kestra does")
  func paths() throws {
    let task = try StorageLayout.taskFile(
      namespace: "company.team", flowID: "http_csv_file_upload", executionID: execution, taskID: "My_Task",
      taskRunID: TaskRunID("7a"), name: "12.csv")
    #expect(
      task.description
        == "kestra:///company/team/http-csv-file-upload/executions/4vN9yTR5Lh7PXLzTLIeVdV/tasks/my-task/7a/12.csv")
    let input = try StorageLayout.inputFile(
      namespace: "dev", flowID: "f", executionID: execution, inputID: "my_File", name: "x y.json")
    #expect(input.description == "kestra:///dev/f/executions/4vN9yTR5Lh7PXLzTLIeVdV/inputs/my_File/x%20y.json")
  }

  @Test(
    "makes slugs of ids",
    arguments: [
      ("http_csv_file_upload", "http-csv-file-upload"), ("a__b--c", "a-b-c"),
      ("_Leading and trailing_", "leading-and-trailing"),
      ("a.b/c", "abc"), ("..", ""), ("é!", ""),
    ])
  func slugs(id: String, expected: String) {
    #expect(StorageLayout.slug(id) == expected)
  }

  @Test(
    "refuses ids that lead elsewhere (D02)",
    arguments: ["..", ".", "", "a/b", "a\0", "a\\b", String(repeating: "x", count: 1024)])
  func hostileIDs(id: String) {
    #expect(throws: StorageError.self) {
      try StorageLayout.inputFile(namespace: "dev", flowID: "f", executionID: execution, inputID: id, name: "x")
    }
    #expect(throws: StorageError.self) {
      try StorageLayout.inputFile(namespace: "dev", flowID: "f", executionID: execution, inputID: "i", name: id)
    }
    #expect(throws: StorageError.self) {
      try StorageLayout.inputFile(namespace: id, flowID: "f", executionID: execution, inputID: "i", name: "x")
    }
    #expect(throws: StorageError.self) {
      try StorageLayout.taskFile(
        namespace: "dev", flowID: "f", executionID: ExecutionID(id), taskID: "t", taskRunID: TaskRunID("r"), name: "x")
    }
    #expect(throws: StorageError.self) {
      try StorageLayout.taskFile(
        namespace: "dev", flowID: "f", executionID: execution, taskID: "t", taskRunID: TaskRunID(id), name: "x")
    }
  }

  @Test("tells the files of an execution from those of others (D04)")
  func ownership() throws {
    let own = try StorageURI("kestra:///dev/f/executions/\(execution)/tasks/t/r/x")
    let other = try StorageURI("kestra:///dev/f/executions/\(execution)2/tasks/t/r/x")
    #expect(StorageLayout.isFile(own, ofExecution: execution, namespace: "dev", flowID: "F"))
    #expect(!StorageLayout.isFile(other, ofExecution: execution, namespace: "dev", flowID: "f"))
    #expect(!StorageLayout.isFile(own, ofExecution: execution, namespace: "dev.f", flowID: "f"))
  }
}

@Suite("File name")
struct FileNameTests {
  @Test(
    "makes any wish a safe name",
    arguments: [
      ("report.csv", "report.csv"), ("", "file"), (".", "file"), ("..", "file"),
      ("../../etc/passwd", ".._.._etc_passwd"),
      ("a\\b", "a_b"), ("a\u{0}b\u{1B}[31m\n", "a_b_[31m_"), ("x\u{202E}fdp.exe", "x_fdp.exe"),
      ("日本 語.txt", "日本 語.txt"),
    ])
  func safe(wish: String, expected: String) {
    #expect(FileName.safe(wish) == expected)
  }

  @Test("shortens a long name before its extension")
  func long() {
    let ascii = FileName.safe(String(repeating: "n", count: 1000) + ".csv")
    #expect(ascii.utf8.count == 255 && ascii.hasSuffix("n.csv"))
    let wide = FileName.safe(String(repeating: "日", count: 1000) + ".tar.gz")
    #expect(wide.utf8.count <= 255 && wide.hasSuffix("日.tar.gz"))
    #expect(FileName.safe("e" + String(repeating: "\u{301}", count: 1000)).utf8.count <= 255)
  }

  @Test(
    "finds the extension of a path",
    arguments: [
      ("a/b.csv", ".csv"), ("a.d/b", ""), ("site.tar.gz", ".tar.gz"), (".hidden", ""), (".hidden.txt", ".txt"),
      ("a.", ""),
      ("", ""), ("a.b c", ""), ("x." + String(repeating: "e", count: 40), ""),
    ])
  func extensions(path: String, expected: String) {
    #expect(FileName.extensionPart(of: path) == expected)
  }

  @Test("gives fresh names that keep the extension")
  func unique() {
    #expect(FileName.unique(extension: ".csv").hasSuffix(".csv"))
    #expect(FileName.unique() != FileName.unique())
  }
}
