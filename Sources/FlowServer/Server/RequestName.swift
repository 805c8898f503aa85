/// The name of one request, in errors and in the audit log.
enum RequestName {
  static func make() -> String {
    String(UInt64.random(in: .min ... .max), radix: 36)
  }
}
