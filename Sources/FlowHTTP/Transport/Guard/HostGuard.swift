/// Which servers may be called: the defence against requests that a flow's inputs turn to places behind the firewall.
///
/// Names are judged before a request, on every redirect hop; addresses when the connection is made, so that a name that
/// resolves differently the next time gains nothing.
public struct HostGuard: Hashable, Sendable {
  /// Where it is not empty, the only ones that may be called.
  public var allowed: [HostRule] = []
  /// May not be called even if they are allowed.
  public var denied: [HostRule] = []
  /// Whether the addresses of the link itself, and those where clouds keep their credentials, are refused.
  public var deniesLinkLocal = false

  public init() {}

  /// What servers begin with.
  public static let server = {
    var guardian = HostGuard()
    guardian.deniesLinkLocal = true
    return guardian
  }()

  /// RFC 3927, RFC 4291, and the metadata services of AWS (version 6), Alibaba, Oracle and Azure.
  private static let linkLocal = [
    "169.254.0.0/16", "fe80::/10", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16",
  ].compactMap(AddressBlock.init)

  var isOpen: Bool { self == HostGuard() }
  var judgesAddresses: Bool { deniesLinkLocal || !denied.isEmpty }

  func check(_ uri: RequestURI) throws(HTTPTaskError) {
    if !allowed.isEmpty, !allowed.contains(where: { $0.matches(uri) }) {
      throw HTTPTaskError(.notAllowed(uri: uri.description))
    }
    if denied.contains(where: { $0.matches(uri) }) { throw HTTPTaskError(.denied(uri: uri.description)) }
    if let address = IPAddress(host: uri.origin.host) { try check(address, of: uri) }
  }

  /// - Throws: whether the address answers plays no part in the message: it was not asked.
  func check(_ address: IPAddress, of uri: RequestURI) throws(HTTPTaskError) {
    if deniesLinkLocal, HostGuard.linkLocal.contains(where: { $0.contains(address) }) {
      throw HTTPTaskError(.linkLocalAddress(host: uri.origin.shownHost, address: address.description))
    }
    if denied.contains(where: { $0.matches(address, of: uri) }) {
      throw HTTPTaskError(.deniedAddress(host: uri.origin.shownHost, address: address.description))
    }
  }
}
