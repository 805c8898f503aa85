import FlowStore
import Pebble

/// One part of a `multipart/form-data` body.
public struct FormPart: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// Sent with this content type.
    case text(LabelledText, contentType: String)
    /// A file of internal storage.
    case file(StorageURI, fileName: String)
  }

  public let name: String
  public let content: Content

  public init(_ name: String, _ content: Content) {
    self.name = name
    self.content = content
  }

  var isSecret: Bool {
    if case .text(let text, _) = content { text.isSecret } else { false }
  }

  /// The part's header block, with names escaped as browsers do (WHATWG HTML, multipart/form-data encoding).
  func head(boundary: String) -> [UInt8] {
    var text = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(FormPart.escape(name))\""
    switch content {
    case .text(_, let contentType): text += "\r\nContent-Type: \(contentType)\r\n\r\n"
    case .file(_, let fileName):
      text += "; filename=\"\(FormPart.escape(fileName))\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    }
    return Array(text.utf8)
  }

  private static func escape(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\"": text += "%22"
      case "\r": text += "%0D"
      case "\n": text += "%0A"
      case "\0": text += "%00"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
