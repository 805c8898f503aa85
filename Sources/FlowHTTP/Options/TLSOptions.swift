import Cryptography
import FlowModel
import FlowTasks
import Pebble

/// `options.ssl`. All but the insecure flag are Apus' own.
struct TLSOptions: PropertyConvertible, Hashable {
  static let kind = PropertyKind.object([
    insecureTrustAllCertificates.spec, caCertificates.spec, clientCertificate.spec, clientKey.spec,
    clientKeyPassword.spec, clientKeystore.spec, clientKeystorePassword.spec, minimumVersion.spec,
  ])
  static let insecureTrustAllCertificates = Property(
    "insecureTrustAllCertificates", default: false, "Skips the checks of certificate and host name. For tests only.")
  static let caCertificates = Property<LabelledText?>(
    "caCertificates", "The certificate authorities to trust instead of the system's, as PEM text.")
  static let clientCertificate = Property<LabelledText?>(
    "clientCertificate", "The client's certificate and its chain, as PEM text.")
  static let clientKey = Property<LabelledText?>(
    "clientKey", "The key of clientCertificate, as PEM text; left out where clientCertificate holds it.")
  static let clientKeyPassword = Property<LabelledText?>("clientKeyPassword", "The password of clientKey.")
  static let clientKeystore = Property<LabelledText?>(
    "clientKeystore", "The client's certificate and key as a PKCS#12 file, in Base64.")
  static let clientKeystorePassword = Property<LabelledText?>(
    "clientKeystorePassword", "The password of clientKeystore.")
  static let minimumVersion = Property<TLSVersion?>(
    "minimumVersion", "The lowest TLS version to accept: TLSv1.2, the default, or TLSv1.3.")

  var trustsAllCertificates: Bool { settings.trustsAllCertificates }
  let settings: TLSSettings

  init(property value: Value) throws(PropertyError) {
    let given = RenderedProperties(try value.objectEntries)
    var settings = TLSSettings()
    settings.trustsAllCertificates = try given[Self.insecureTrustAllCertificates]
    settings.authorities = try given[Self.caCertificates]
    settings.minimumVersion = try given[Self.minimumVersion]
    if let authorities = settings.authorities { try Self.checkPEM(authorities, at: Self.caCertificates.spec.name) }
    let certificate = try given[Self.clientCertificate]
    let keystore = try given[Self.clientKeystore]
    switch (certificate, keystore) {
    case (nil, nil): break
    case (let certificate?, nil):
      try Self.checkPEM(certificate, at: Self.clientCertificate.spec.name)
      settings.clientCertificate = .pem(
        certificate: certificate, key: try given[Self.clientKey] ?? certificate,
        password: try given[Self.clientKeyPassword])
    case (nil, let keystore?):
      let text = String(keystore.revealed.filter { !$0.isWhitespace })
      guard let bytes = Base64.decode(text), !bytes.isEmpty else {
        throw PropertyError(path: Self.clientKeystore.spec.name, "expected Base64 of a PKCS#12 file")
      }
      settings.clientCertificate = .pkcs12(bytes, password: try given[Self.clientKeystorePassword])
    case (_?, _?):
      throw PropertyError(
        path: Self.clientKeystore.spec.name, "clientCertificate and clientKeystore exclude each other")
    }
    self.settings = settings
  }

  private static func checkPEM(_ text: LabelledText, at path: String) throws(PropertyError) {
    guard text.revealed.contains("-----BEGIN") else {
      throw PropertyError(path: path, "expected PEM text, with its BEGIN and END lines")
    }
  }

  var propertyValue: Value { .map([:]) }
}

extension TLSVersion: PropertyConvertible {
  public static var kind: PropertyKind { .enumeration(allCases.map(\.rawValue)) }

  public init(property value: Value) throws(PropertyError) {
    self = try .init(word: value)
  }

  public var propertyValue: Value { .string(rawValue) }
}
