import FlowStore
import Pebble

/// The functions that expressions get from the place they run in: secrets, the files of internal storage, the log of errors.
public struct HostFunctions: Sendable {
  /// The largest file `read` takes, in bytes.
  public static let maximumReadBytes = 10 * 1024 * 1024

  private let secrets: SecretSource
  private let storage: any FileStorage
  private let masker: Masker

  public init(secrets: SecretSource, storage: any FileStorage, masker: Masker) {
    self.secrets = secrets
    self.storage = storage
    self.masker = masker
  }

  /// By name, as a ``Scope`` takes them.
  public var functions: [String: Function] {
    let all = [secret, read, fileSize, fileExists, isFileEmpty]
    return Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private var secret: Function {
    Function("secret", parameters: ["key", "namespace", "subkey"]) { [secrets, masker] arguments throws(PebbleError) in
      let key = try arguments.text("key")
      guard let text = secrets[key] else { throw PebbleError.failed("Cannot find secret for key '\(key)'.") }
      masker.remember(text)
      guard let subkey = try arguments.optionalText("subkey") else { return .secret(Secret(.string(text))) }
      guard case .map(let fields)? = try? JSON.parse(text), let field = fields[subkey] else {
        throw PebbleError.failed("Cannot find secret sub-key '\(subkey)' for secret key '\(key)'.")
      }
      masker.remember(field)
      return .secret(Secret(field))
    }
  }

  private var read: Function {
    Function("read", parameters: ["path"]) { [storage] arguments throws(PebbleError) in
      let path = try arguments.text("path")
      do {
        let bytes = try storage.contents(of: try StorageURI(path), limit: HostFunctions.maximumReadBytes)
        return .string(String(decoding: bytes, as: UTF8.self))
      } catch {
        throw PebbleError.failed("Unable to read the file '\(path)': \(error)")
      }
    }
  }

  private var fileSize: Function {
    Function("fileSize", parameters: ["path"]) { [storage] arguments throws(PebbleError) in
      .int(Int(try HostFunctions.size(of: try arguments.text("path"), in: storage)))
    }
  }

  private var isFileEmpty: Function {
    Function("isFileEmpty", parameters: ["path"]) { [storage] arguments throws(PebbleError) in
      .bool(try HostFunctions.size(of: try arguments.text("path"), in: storage) == 0)
    }
  }

  private var fileExists: Function {
    Function("fileExists", parameters: ["path"]) { [storage] arguments throws(PebbleError) in
      guard let uri = try? StorageURI(try arguments.text("path")) else { return .bool(false) }
      return .bool(storage.exists(uri))
    }
  }

  private static func size(of path: String, in storage: any FileStorage) throws(PebbleError) -> Int64 {
    do {
      return try storage.size(of: try StorageURI(path))
    } catch {
      throw PebbleError.failed("Unable to read the file '\(path)': \(error)")
    }
  }
}
