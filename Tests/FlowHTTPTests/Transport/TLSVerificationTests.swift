import Cryptography
import Glibc
import Pebble
import Testing

@testable import FlowHTTP

@Suite("TLS verification")
struct TLSVerificationTests {
  private static let folder = CertificateFolder()

  private func options(_ ssl: ValueMap) -> Value { .map(["ssl": .map(ssl)]) }

  private func properties(_ port: Int, _ ssl: ValueMap = [:]) -> ValueMap {
    ["uri": .string("https://127.0.0.1:\(port)/"), "options": options(ssl)]
  }

  @Test(
    "A24: a certificate that must not be trusted fails the task at once, with the reason in words",
    arguments: [
      (TLSServer.Certificate.expired, "the certificate has expired on 2021-01-01"),
      (.notYet, "the certificate is not valid yet: it begins on 2048-01-01"),
      (.wrongHost, "the certificate is for another host name: it names other.example"),
      (.selfSigned, "the certificate is self-signed"),
    ])
  func reasons(_ certificate: TLSServer.Certificate, _ reason: String) async throws {
    let folder = try #require(TLSVerificationTests.folder)
    let server = try #require(TLSServer(certificate, in: folder))
    let authority: ValueMap = ["caCertificates": .string(folder.text(of: "ca.pem"))]
    let failure = await TaskRunner().failure(properties(server.port, authority))
    #expect(failure?.contains(reason) == true, "\(failure ?? "no failure")")
  }

  @Test("A24: an unknown issuer is named, and trusted only by the task that names its authority")
  func authority() async throws {
    let folder = try #require(TLSVerificationTests.folder)
    let server = try #require(TLSServer(.valid, in: folder))
    let transport = CurlTransport()
    let runner = TaskRunner(transport: transport)
    let authority: ValueMap = ["caCertificates": .string(folder.text(of: "ca.pem"))]
    for _ in 0..<2 {
      #expect(await runner.failure(properties(server.port, authority)) == nil)
      let failure = await runner.failure(properties(server.port))
      #expect(failure?.contains("issuer of the certificate is unknown 'Test authority'") == true, "\(failure ?? "")")
    }
    let garbage = await runner.failure(properties(server.port, ["caCertificates": .string("nothing")]))
    #expect(garbage?.contains("expected PEM text") == true)
  }

  @Test("A25: insecureTrustAllCertificates is the task's own: nobody else gets its connection or its trust")
  func insecure() async throws {
    let folder = try #require(TLSVerificationTests.folder)
    let server = try #require(TLSServer(.selfSigned, in: folder))
    let runner = TaskRunner(transport: CurlTransport())
    for _ in 0..<3 {
      #expect(await runner.failure(properties(server.port, ["insecureTrustAllCertificates": .bool(true)])) == nil)
      #expect(await runner.failure(properties(server.port))?.contains("self-signed") == true)
      let off = await runner.failure(properties(server.port, ["insecureTrustAllCertificates": .bool(false)]))
      #expect(off?.contains("self-signed") == true)
    }
    #expect(runner.warnings.count == 3)
  }

  @Test("A26: a server below TLS 1.2 is refused, one at 1.2 is served unless 1.3 is asked for")
  func versions() async throws {
    let folder = try #require(TLSVerificationTests.folder)
    let authority: ValueMap = ["caCertificates": .string(folder.text(of: "ca.pem"))]
    let old = try #require(TLSServer(.valid, in: folder, ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]))
    let refused = await TaskRunner().failure(properties(old.port, authority))
    #expect(refused?.contains("TLS version") == true, "\(refused ?? "no failure")")
    let current = try #require(TLSServer(.valid, in: folder, ["-tls1_2"]))
    #expect(await TaskRunner().failure(properties(current.port, authority)) == nil)
    var strict = authority
    strict["minimumVersion"] = .string("TLSv1.3")
    let newer = await TaskRunner().failure(properties(current.port, strict))
    #expect(newer?.contains("no TLS version in common") == true, "\(newer ?? "no failure")")
  }

  @Test("A26: a server that speaks no TLS, or nothing, fails the task")
  func noTLS() async {
    let plain = ScriptedServer { _ in .answer() }
    let garbage = TunnelProxy(.socks(username: nil, password: nil), to: plain.port)
    let failure = await TaskRunner().failure(["uri": .string("https://127.0.0.1:\(garbage.port)/")])
    #expect(failure?.hasPrefix("TLS connection to 127.0.0.1") == true, "\(failure ?? "no failure")")
    let (listener, port) = Loopback.listen()
    defer { close(listener) }
    let hanging = await TaskRunner().failure([
      "uri": .string("https://127.0.0.1:\(port)/"),
      "options": .map(["timeout": .map(["connectTimeout": .string("PT0.2S")])]),
    ])
    #expect(hanging?.contains("timed out: no connection within") == true, "\(hanging ?? "no failure")")
  }

  @Test("A27: the server's name is sent to it, an address is not")
  func serverName() async throws {
    let folder = try #require(TLSVerificationTests.folder)
    // Without -servername_fatal a name that is not the server's is let through; with it the handshake ends.
    let second = ["-cert2", folder.path + "/valid.pem", "-key2", folder.path + "/valid.key"]
    let server = try #require(
      TLSServer(.valid, in: folder, ["-servername", "localhost", "-servername_fatal"] + second))
    let ssl: ValueMap = ["caCertificates": .string(folder.text(of: "ca.pem"))]
    #expect(await TaskRunner().failure(properties(server.port, ssl)) == nil)
    var named = properties(server.port, ssl)
    named["uri"] = .string("https://localhost:\(server.port)/")
    #expect(await TaskRunner().failure(named) == nil)
    var transport = TransportOptions()
    transport.resolve = ["other.example:\(server.port):127.0.0.1"]
    named["uri"] = .string("https://other.example:\(server.port)/")
    let failure = await TaskRunner(transport: CurlTransport(transport)).failure(named)
    #expect(failure?.contains("knows no host of that name") == true, "\(failure ?? "no failure")")
  }

  @Test("client certificates log in as PEM and as PKCS#12; without one, or with a bad one, the reason is told")
  func clientCertificates() async throws {
    let folder = try #require(TLSVerificationTests.folder)
    let server = try #require(
      TLSServer(.valid, in: folder, ["-Verify", "1", "-verify_return_error", "-CAfile", folder.path + "/ca.pem"]))
    let authority = Value.string(folder.text(of: "ca.pem"))
    let certificate = Value.string(folder.text(of: "client.pem"))
    let keystore = Value.string(Base64.encode(folder.contents(of: "client.p12")))
    func failure(_ ssl: ValueMap) async -> String? {
      var ssl = ssl
      ssl["caCertificates"] = authority
      return await TaskRunner().failure(properties(server.port, ssl))
    }
    #expect(
      await failure(["clientCertificate": certificate, "clientKey": .string(folder.text(of: "client.key"))]) == nil)
    let both = Value.string(folder.text(of: "client.pem") + folder.text(of: "client.key"))
    #expect(await failure(["clientCertificate": both]) == nil)
    let locked = Value.secret(Secret(.string(folder.text(of: "locked.key"))))
    #expect(
      await failure(["clientCertificate": certificate, "clientKey": locked, "clientKeyPassword": .string("locked")])
        == nil)
    #expect(await failure(["clientKeystore": keystore, "clientKeystorePassword": .string("open")]) == nil)

    let none = await failure([:])
    #expect(none?.contains("wants a client certificate") == true, "\(none ?? "no failure")")
    let closed = await failure(["clientKeystore": keystore, "clientKeystorePassword": .string("wrong")])
    #expect(closed?.contains("client's certificate or key cannot be used") == true, "\(closed ?? "no failure")")
    let sealed = await failure(["clientCertificate": certificate, "clientKey": locked])
    #expect(sealed?.contains("client's certificate or key cannot be used") == true, "\(sealed ?? "no failure")")
    let foreign = await failure([
      "clientCertificate": .string(folder.text(of: "selfSigned.pem") + folder.text(of: "selfSigned.key"))
    ])
    #expect(foreign?.contains("refused the client's certificate") == true, "\(foreign ?? "no failure")")
  }

  @Test("A client certificate of the configuration is shown by every task, and its connection kept among them")
  func configured() async throws {
    let folder = try #require(TLSVerificationTests.folder)
    let server = try #require(
      TLSServer(.valid, in: folder, ["-Verify", "1", "-verify_return_error", "-CAfile", folder.path + "/ca.pem"]))
    var options = TransportOptions()
    options.caFile = folder.path + "/ca.pem"
    options.clientCertificateFile = folder.path + "/client.pem"
    options.clientKeyFile = folder.path + "/locked.key"
    options.clientKeyPassword = LabelledText("locked")
    let runner = TaskRunner(transport: CurlTransport(options))
    #expect(await runner.failure(["uri": .string("https://127.0.0.1:\(server.port)/")]) == nil)
  }
}
