import Cryptography
import Testing

@Suite("Base64 and hexadecimal text")
struct TextFormTests {
  @Test(
    "follow the vectors of RFC 4648",
    arguments: [
      ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
      ("foob", "Zm9vYg==", "666f6f62"), ("fooba", "Zm9vYmE=", "666f6f6261"), ("foobar", "Zm9vYmFy", "666f6f626172"),
    ])
  func vectors(plain: String, base64: String, hex: String) {
    let bytes = Array(plain.utf8)
    #expect(Base64.encode(bytes) == base64)
    #expect(Base64.decode(base64) == bytes)
    #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
    #expect(Hex.encode(bytes) == hex)
    #expect(Hex.decode(hex.uppercased()) == bytes)
  }

  @Test("the two alphabets differ in two characters")
  func alphabets() {
    #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
    #expect(Base64.encodeURL([0xFB, 0xFF, 0xFE, 0x01]) == "-__-AQ")
    #expect(Base64.decodeURL("-__-AQ==") == [0xFB, 0xFF, 0xFE, 0x01])
    #expect(Base64.decode("-__-") == nil)
    #expect(Base64.decodeURL("+//+") == nil)
  }

  @Test(
    "what is not strictly Base64 is refused",
    arguments: ["Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zg==Zg==", "====", "=", "Zm 9v", "Zm9v\n", "Zm9é", "Z=g="])
  func strict(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test("line breaks are skipped where asked")
  func lineBreaks() {
    #expect(Base64.decode("Zm9v\r\nYmFy\n", ignoringLineBreaks: true) == Array("foobar".utf8))
    #expect(Base64.decode("Zm9v YmFy", ignoringLineBreaks: true) == nil)
  }

  @Test("every byte survives both forms")
  func everyByte() {
    let bytes = Array(UInt8.min...UInt8.max)
    for count in 0...256 {
      let part = Array(bytes.prefix(count))
      #expect(Base64.decode(Base64.encode(part)) == part)
      #expect(Base64.decodeURL(Base64.encodeURL(part)) == part)
    }
    #expect(Hex.decode(Hex.encode(bytes)) == bytes)
  }

  @Test("broken hexadecimal text is refused", arguments: ["0", "0g", "é0", "00 "])
  func brokenHex(text: String) {
    #expect(Hex.decode(text) == nil)
  }
}
