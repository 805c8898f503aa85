/// Tells when recursion has used its share of the thread's stack, whatever the size of a frame.
struct StackGuard: Sendable {
  private let base: UInt
  private let bytes: UInt

  /// - Parameter bytes: how much of the stack may be used from here on.
  @inline(never)
  init(bytes: Int) {
    base = StackGuard.currentAddress()
    self.bytes = UInt(max(0, bytes))
  }

  /// The stack grows downwards; an address above the base is a caller's, with room to spare.
  var hasRoom: Bool {
    let here = StackGuard.currentAddress()
    return here > base || base - here < bytes
  }

  @inline(__always)
  private static func currentAddress() -> UInt {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
  }
}
