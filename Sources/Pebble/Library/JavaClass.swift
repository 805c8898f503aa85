extension Value {
  /// The Java class that the value has in Kestra; messages and the `className` filter name it.
  ///
  /// There is one integer type here: an integer is called as the literals are, `java.lang.Long`.
  var javaClass: String {
    switch self {
    case .null: "null"
    case .bool: "java.lang.Boolean"
    case .int: "java.lang.Long"
    case .double: "java.lang.Double"
    case .exact(let number):
      number.digits.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (48...57).contains($0) }
        ? "java.math.BigInteger" : "java.math.BigDecimal"
    case .string: "java.lang.String"
    case .instant: "java.time.Instant"
    case .list: "java.util.ArrayList"
    case .map: "java.util.LinkedHashMap"
    case .secret(let secret): secret.revealed.javaClass
    }
  }
}
