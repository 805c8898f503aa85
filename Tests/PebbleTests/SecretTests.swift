import Testing

@testable import Pebble

@Suite("Secret")
struct SecretTests {
  @Test("shows only its masked form when printed or reflected")
  func printsMasked() {
    let secret = Secret(.string("hunter2"), masked: "Bearer ******")
    #expect("\(secret)" == "Bearer ******")
    var dumped = ""
    dump(Value.secret(secret), to: &dumped)
    #expect(!dumped.contains("hunter2"))
  }

  @Test("labels do not nest")
  func doesNotNest() {
    let inner = Value.secret(Secret(.string("x")))
    #expect(Secret(inner).revealed == .string("x"))
  }
}
