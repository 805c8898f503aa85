import Hummingbird
import HummingbirdCore
import NIOCore

/// The bounds of connections; documented in `Documentation/server.md`.
enum ServerLimits {
  static let idleSeconds: Int64 = 30
  static let stalledWriteSeconds: Int64 = 30
  static let maximumConnections = 4000
  static let maximumHeaderField = 16 * 1024
  static let maximumHeaders = 64 * 1024
  static let maximumHeaderCount = 200
  /// A flow's source in a request; JSON around it included.
  static let flowBytes = 5 << 20
  /// Small documents: labels, expressions, values.
  static let documentBytes = 2 << 20

  static var channel: HTTP1Channel.Configuration {
    HTTP1Channel.Configuration(
      additionalChannelHandlers: [StalledWriteHandler(), ContinueHandler()], idleTimeout: .seconds(idleSeconds),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: maximumHeaderField, maxHeaderListSize: maximumHeaders,
        maxHeaderFieldCount: maximumHeaderCount))
  }
}
