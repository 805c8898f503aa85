import Glibc

/// A TLS server (`openssl s_server`) with certificates made for one test run, in a folder of its own.
///
/// Answers every request with its own status page, 200.
final class TLSServer: Sendable {
  enum Certificate: String, Sendable, CaseIterable {
    case valid, expired, notYet, wrongHost, selfSigned
  }

  let port: Int
  private let process: pid_t
  private let input: Int32

  /// - Parameter more: further arguments of the command.
  init?(_ certificate: Certificate, in folder: CertificateFolder, _ more: [String] = []) {
    let port = TLSServer.freePort()
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    let name = certificate.rawValue
    guard
      let process = spawn(
        [
          "openssl", "s_server", "-quiet", "-www", "-accept", "127.0.0.1:\(port)", "-cert",
          "\(folder.path)/\(name).pem",
          "-key", "\(folder.path)/\(name).key",
        ] + more, input: ends[0], hides: [ends[1]])
    else { return nil }
    close(ends[0])
    self.port = port
    self.process = process
    self.input = ends[1]
    guard TLSServer.awaitListening(port) else { return nil }
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    close(input)
  }

  /// A port that nobody listened on a moment ago.
  static func freePort() -> Int {
    ScriptedServer { _ in .answer() }.port
  }

  /// Tries to connect until somebody listens, ten seconds at most.
  static func awaitListening(_ port: Int) -> Bool {
    for _ in 0..<1000 {
      if let descriptor = Loopback.connect(port) {
        close(descriptor)
        return true
      }
      usleep(10_000)
    }
    return false
  }
}

/// A temporary folder with an authority and server certificates made by the openssl command.
final class CertificateFolder: Sendable {
  let path: String

  init?() {
    var template = Array("/tmp/apus-tls-XXXXXX".utf8CString)
    guard let name = mkdtemp(&template) else { return nil }
    path = String(cString: name)
    let subject = "-newkey rsa:2048 -nodes -keyout"
    let script = """
      cd '\(path)' && exec 2>/dev/null
      openssl req -x509 \(subject) ca.key -out ca.pem -days 2 -subj '/CN=Test authority'
      mkdir new && : > index.txt && echo 01 > serial
      printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\nserial=serial\\nnew_certs_dir=new\\ndefault_md=sha256\\npolicy=p\\ncopy_extensions=copy\\nunique_subject=no\\n[p]\\ncommonName=supplied\\n' > ca.conf
      sign() {
        openssl req -new \(subject) $1.key -out $1.csr -subj "/CN=$1" -addext "subjectAltName=$2"
        openssl ca -batch -config ca.conf -cert ca.pem -keyfile ca.key -in $1.csr -out $1.pem -notext -startdate $3 -enddate $4
      }
      sign valid IP:127.0.0.1,DNS:localhost 20200101000000Z 20491231000000Z
      sign expired IP:127.0.0.1 20200101000000Z 20210101000000Z
      sign notYet IP:127.0.0.1 20480101000000Z 20490101000000Z
      sign client DNS:client.example 20200101000000Z 20491231000000Z
      openssl pkcs12 -export -in client.pem -inkey client.key -passout pass:open -out client.p12
      openssl rsa -aes256 -passout pass:locked -in client.key -out locked.key
      sign wrongHost DNS:other.example 20200101000000Z 20491231000000Z
      openssl req -x509 \(subject) selfSigned.key -out selfSigned.pem -days 2 -subj /CN=self -addext subjectAltName=IP:127.0.0.1
      """
    guard let process = spawn(["sh", "-c", script], input: nil, hides: []) else { return nil }
    waitpid(process, nil, 0)
  }

  /// The bytes of one of its files.
  func contents(of name: String) -> [UInt8] {
    let descriptor = open("\(path)/\(name)", O_RDONLY)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(count, 0)))
  }

  func text(of name: String) -> String { String(decoding: contents(of: name), as: UTF8.self) }

  deinit {
    if let process = spawn(["rm", "-r", path], input: nil, hides: []) { waitpid(process, nil, 0) }
  }
}

/// Starts a command of the search path; its output goes nowhere.
func spawn(_ arguments: [String], input: Int32?, hides: [Int32]) -> pid_t? {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  if let input {
    posix_spawn_file_actions_adddup2(&actions, input, 0)
  } else {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  }
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
  for descriptor in hides { posix_spawn_file_actions_addclose(&actions, descriptor) }
  var words = arguments.map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var process = pid_t()
  return posix_spawnp(&process, arguments[0], &actions, nil, &words, environ) == 0 ? process : nil
}
