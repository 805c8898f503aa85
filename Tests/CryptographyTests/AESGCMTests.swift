import Testing

@testable import Cryptography

@Suite("AES-GCM")
struct AESGCMTests {
  /// Test cases 2, 8 and 14 of the GCM specification that NIST SP 800-38D adopts: one zero block, zero key and vector.
  @Test(
    "follows the vectors of the specification",
    arguments: [
      (16, "0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf"),
      (24, "98e7247c07f0fe411c267e4384b0f600", "2ff58d80033927ab8ef4d4587514f0fb"),
      (32, "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"),
    ])
  func vectors(keyLength: Int, cipherText: String, tag: String) throws {
    let zeros = [UInt8](repeating: 0, count: 32)
    let key = Array(zeros.prefix(keyLength))
    let sealed = try AESGCM.seal(Array(zeros.prefix(16)), key: key, vector: Array(zeros.prefix(12)))
    #expect(Hex.encode(sealed.dropFirst(12)) == cipherText + tag)
    #expect(try AESGCM.open(sealed, key: key) == Array(zeros.prefix(16)))
  }

  @Test("opens what it sealed, of any length", arguments: [0, 1, 15, 16, 17, 1 << 20, (1 << 20) + 3])
  func roundTrip(count: Int) throws {
    let key = [UInt8](repeating: 7, count: 32)
    let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    #expect(try AESGCM.open(try AESGCM.seal(plain, key: key), key: key) == plain)
  }

  @Test("equal texts are sealed differently")
  func freshVectors() throws {
    let key = [UInt8](repeating: 7, count: 16)
    #expect(try AESGCM.seal([1], key: key) != AESGCM.seal([1], key: key))
  }

  @Test("a changed byte anywhere, or another key, is an authentication error")
  func authentication() throws {
    let key = [UInt8](repeating: 7, count: 16)
    let sealed = try AESGCM.seal(Array("secret".utf8), key: key)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(throws: CryptographyError(.authentication)) { try AESGCM.open(changed, key: key) }
    }
    #expect(throws: CryptographyError(.authentication)) {
      try AESGCM.open(sealed, key: [UInt8](repeating: 8, count: 16))
    }
  }

  @Test("a key of another length and sealed bytes that are too few are named")
  func badArguments() {
    #expect(throws: CryptographyError(.badKey(byteCount: 15))) {
      try AESGCM.seal([], key: [UInt8](repeating: 0, count: 15))
    }
    #expect(throws: CryptographyError(.badKey(byteCount: 0))) { try AESGCM.open([], key: []) }
    #expect(throws: CryptographyError(.tooShort(byteCount: 27))) {
      try AESGCM.open([UInt8](repeating: 0, count: 27), key: [UInt8](repeating: 0, count: 16))
    }
  }
}
