import CCrypto
import Synchronization

/// The digest of bytes that come piece by piece.
public final class RunningDigest: Sendable {
  /// Guarded by the mutex: libcrypto's contexts are not safe to share.
  private struct Context: @unchecked Sendable {
    var pointer: OpaquePointer?
  }

  public let digest: Digest
  private let context: Mutex<Context>

  public init(_ digest: Digest) throws(CryptographyError) {
    guard let pointer = EVP_MD_CTX_new(), EVP_DigestInit_ex(pointer, digest.algorithm, nil) == 1 else {
      throw CryptographyError(.unavailable(digest.rawValue))
    }
    self.digest = digest
    self.context = Mutex(Context(pointer: pointer))
  }

  deinit {
    context.withLock { EVP_MD_CTX_free($0.pointer) }
  }

  public func update(_ bytes: UnsafeRawBufferPointer) {
    context.withLock { context in
      if let pointer = context.pointer { EVP_DigestUpdate(pointer, bytes.baseAddress, bytes.count) }
    }
  }

  /// The digest of everything so far in lower-case hexadecimal digits; nothing may follow.
  public func finish() throws(CryptographyError) -> String {
    var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let isDone = context.withLock { context in
      defer {
        EVP_MD_CTX_free(context.pointer)
        context.pointer = nil
      }
      guard let pointer = context.pointer else { return false }
      return EVP_DigestFinal_ex(pointer, &bytes, &length) == 1
    }
    guard isDone else { throw CryptographyError(.unavailable(digest.rawValue)) }
    return Hex.encode(Array(bytes.prefix(Int(length))))
  }
}
