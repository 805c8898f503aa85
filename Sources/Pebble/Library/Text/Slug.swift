/// The filter `slugify`: a text as one readable segment of a URL.
enum Slug {
  static func of(_ text: String) -> String {
    var slug: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 48...57, 97...122: slug.append(UInt8(truncatingIfNeeded: scalar.value))
      case 65...90: slug.append(UInt8(truncatingIfNeeded: scalar.value + 32))
      case 45, 95: separate(&slug)
      case 0..<128: if JavaText.isWhitespace(scalar) { separate(&slug) }
      default:
        if JavaText.isWhitespace(scalar) {
          separate(&slug)
        } else if let letter = baseLetters[scalar] {
          slug.append(letter)
        }
      }
    }
    if slug.last == UInt8(ascii: "-") { slug.removeLast() }
    return String(decoding: slug, as: UTF8.self)
  }

  /// One hyphen between parts, none at the start.
  private static func separate(_ slug: inout [UInt8]) {
    if let last = slug.last, last != UInt8(ascii: "-") { slug.append(UInt8(ascii: "-")) }
  }

  /// The letters whose canonical decomposition (Unicode 13, as in Java 17) begins with an ASCII letter, by that letter.
  private static let baseLetters: [Unicode.Scalar: UInt8] = {
    var letters: [Unicode.Scalar: UInt8] = ["\u{212A}": UInt8(ascii: "k"), "\u{212B}": UInt8(ascii: "a")]
    for row in rows {
      guard let base = row.utf8.first else { continue }
      for scalar in row.unicodeScalars.dropFirst() { letters[scalar] = base | 32 }
    }
    return letters
  }()

  private static let rows = [
    "AÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶ",
    "BḂḄḆ",
    "CÇĆĈĊČḈ",
    "DĎḊḌḎḐḒ",
    "EÈÉÊËĒĔĖĘĚȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆ",
    "FḞ",
    "GĜĞĠĢǦǴḠ",
    "HĤȞḢḤḦḨḪ",
    "IÌÍÎÏĨĪĬĮİǏȈȊḬḮỈỊ",
    "JĴ",
    "KĶǨḰḲḴ",
    "LĹĻĽḶḸḺḼ",
    "MḾṀṂ",
    "NÑŃŅŇǸṄṆṈṊ",
    "OÒÓÔÕÖŌŎŐƠǑǪǬȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ",
    "PṔṖ",
    "RŔŖŘȐȒṘṚṜṞ",
    "SŚŜŞŠȘṠṢṤṦṨ",
    "TŢŤȚṪṬṮṰ",
    "UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖṲṴṶṸṺỤỦỨỪỬỮỰ",
    "VṼṾ",
    "WŴẀẂẄẆẈ",
    "XẊẌ",
    "YÝŶŸȲẎỲỴỶỸ",
    "ZŹŻŽẐẒẔ",
    "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ",
    "bḃḅḇ",
    "cçćĉċčḉ",
    "dďḋḍḏḑḓ",
    "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ",
    "fḟ",
    "gĝğġģǧǵḡ",
    "hĥȟḣḥḧḩḫẖ",
    "iìíîïĩīĭįǐȉȋḭḯỉị",
    "jĵǰ",
    "kķǩḱḳḵ",
    "lĺļľḷḹḻḽ",
    "mḿṁṃ",
    "nñńņňǹṅṇṉṋ",
    "oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ",
    "pṕṗ",
    "rŕŗřȑȓṙṛṝṟ",
    "sśŝşšșṡṣṥṧṩ",
    "tţťțṫṭṯṱẗ",
    "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
    "vṽṿ",
    "wŵẁẃẅẇẉẘ",
    "xẋẍ",
    "yýÿŷȳẏẙỳỵỷỹ",
    "zźżžẑẓẕ",
  ]
}
