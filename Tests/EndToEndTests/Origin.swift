import Cryptography
import Glibc
import Pebble

/// The Python origin as a child process: a plain and a TLS port, and a record of what arrived.
final class Origin: Sendable {
  struct Request {
    let method: String
    let target: String
    /// Names in lower case, in the order of arrival.
    let headers: [(name: String, value: String)]
    let body: String
    let isTLS: Bool

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  }

  let folder: String
  let plainPort: Int
  let tlsPort: Int
  private let process: pid_t
  private let input: Int32

  init?() {
    var template = Array("/tmp/apus-e2e-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { return nil }
    folder = String(cString: made)
    let script = SourceFolder.path + "/Fixtures/origin.py"
    var toChild: [Int32] = [0, 0]
    var fromChild: [Int32] = [0, 0]
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { return nil }
    for descriptor in toChild + fromChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    var argv: [UnsafeMutablePointer<CChar>?] =
      ["python3", script, folder].map { (text: String) in strdup(text) } + [nil]
    defer { argv.forEach { free($0) } }
    var child = pid_t()
    guard posix_spawnp(&child, "python3", &actions, nil, &argv, environ) == 0 else { return nil }
    close(toChild[0])
    close(fromChild[1])
    process = child
    input = toChild[1]
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(fromChild[0], &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
    close(fromChild[0])
    let ports = String(decoding: line, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    guard ports.count == 2 else { return nil }
    plainPort = ports[0]
    tlsPort = ports[1]
  }

  deinit {
    close(input)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  /// What arrived, oldest first.
  var requests: [Request] {
    BuiltBinary.contents(folder + "/requests.jsonl").split(separator: "\n").compactMap { line in
      guard case .map(let record)? = try? JSON.parse(String(line)), case .string(let method)? = record["method"],
        case .string(let target)? = record["target"], case .list(let headers)? = record["headers"],
        case .string(let body)? = record["body"]
      else { return nil }
      return Request(
        method: method, target: target,
        headers: headers.compactMap {
          guard case .list(let pair) = $0, case .string(let name) = pair[0], case .string(let value) = pair[1] else {
            return nil
          }
          return (name.lowercased(), value)
        },
        body: String(decoding: Base64.decode(body) ?? [], as: UTF8.self), isTLS: record["tls"] == .bool(true))
    }
  }

  /// Options that lead every host of the flows to this origin.
  func connections(to hosts: [(host: String, port: Int)]) -> [String] {
    ["--cacert", folder + "/ca.pem"]
      + hosts.flatMap { host, port in
        ["--connect-to", "\(host):\(port):127.0.0.1:\(port == 443 ? tlsPort : plainPort)"]
      }
  }
}

/// Where these tests and their fixtures lie.
enum SourceFolder {
  static var path: String {
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }
}
