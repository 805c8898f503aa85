import Pebble

/// `apus render --jsonl`: one request a line, one answer a line, in order.
struct RenderLines {
  let functions: [String: Function]

  func run() throws {
    var line: [UInt8] = []
    var isTooLong = false
    try FileContents.pieces(of: "-") { piece in
      var rest = piece[...]
      while let end = rest.firstIndex(of: 10) {
        take(rest[..<end], into: &line, &isTooLong)
        finish(&line, &isTooLong)
        rest = rest[(end + 1)...]
      }
      take(rest, into: &line, &isTooLong)
    }
    if !line.isEmpty || isTooLong { finish(&line, &isTooLong) }
  }

  private func take(_ bytes: Slice<UnsafeRawBufferPointer>, into line: inout [UInt8], _ isTooLong: inout Bool) {
    guard !isTooLong, line.count + bytes.count <= RenderCommand.maximumBytes else {
      isTooLong = true
      line = []
      return
    }
    line.append(contentsOf: bytes)
  }

  private func finish(_ line: inout [UInt8], _ isTooLong: inout Bool) {
    let answer =
      isTooLong
      ? failure("the line is longer than \(RenderCommand.maximumBytes) bytes", line: 1, column: 1) : answer(to: line)
    Console.data(JSON.text(of: .map(answer)))
    line.removeAll(keepingCapacity: true)
    isTooLong = false
  }

  private func failure(_ message: String, line: Int, column: Int) -> ValueMap {
    ["error": .string(message), "line": .int(line), "column": .int(column)]
  }

  private func answer(to line: [UInt8]) -> ValueMap {
    let request: Value
    do {
      request = try JSON.parse(String(decoding: line, as: UTF8.self))
    } catch {
      return failure("the line is not JSON: \(error)", line: 1, column: 1)
    }
    guard case .map(let fields) = request, case .string(let text)? = fields["template"] else {
      return failure("the line needs a 'template' that is text", line: 1, column: 1)
    }
    var variables: ValueMap = [:]
    switch fields["context"] {
    case .map(let entries)?: variables = entries
    case nil, .null?: break
    default: return failure("'context' is no object", line: 1, column: 1)
    }
    let scope = Scope(variables, functions: functions)
    do throws(PebbleError) {
      let template = try Template(text)
      guard fields["typed"] == .bool(true) else { return ["result": .string(try template.render(scope).masked)] }
      return ["result": try template.renderTyped(scope).masked]
    } catch {
      return failure(error.message, line: error.line, column: error.column)
    }
  }
}
