/// A member that flows really use on text, numbers, lists and maps. Nothing else of the host can be reached.
struct MemberCall {
  let name: String
  let arguments: [Value]
  /// For members that work through a filter; `nil` for a member without arguments.
  let renderer: Renderer?
  let offset: Int

  /// - Returns: `nil` when there is no such member. Names are compared without regard to case, as the engine does.
  func result(on base: Value) throws(PebbleError) -> Value? {
    let name = name.lowercased()
    switch name {
    case "getclass", "class", "wait", "notify", "notifyall":
      throw .failed("For security reasons access to \(self.name) method is denied.")
    case "tostring" where arguments.isEmpty: return .string(try base.boundedText(64 << 20))
    case "hashcode" where arguments.isEmpty: return .int(Int(JavaString.hash(of: base)))
    default: break
    }
    switch base {
    case .string(let text): return try TextMember(text, self).result(name)
    case .list(let items): return try listMember(name, items)
    case .map(let entries): return mapMember(name, entries)
    case .int, .double, .exact: return numberMember(name, base)
    case .bool: return name == "booleanvalue" ? base : nil
    case .instant(let instant): return instantMember(name, instant)
    case .null, .secret: return nil
    }
  }

  /// An argument that is a whole number.
  func integer(_ index: Int) -> Int? { arguments.indices.contains(index) ? arguments[index].wholeNumber : nil }

  /// An argument that is text.
  func text(_ index: Int) -> String? {
    guard arguments.indices.contains(index), case .string(let text) = arguments[index] else { return nil }
    return text
  }

  private func listMember(_ name: String, _ items: [Value]) throws(PebbleError) -> Value? {
    switch (name, arguments.count) {
    case ("size", 0): return .int(items.count)
    case ("isempty", 0), ("empty", 0): return .bool(items.isEmpty)
    case ("get", 1):
      guard let index = integer(0) else { return nil }
      guard items.indices.contains(index) else { throw .failed("Could not call get") }
      return items[index]
    case ("indexof", 1): return .int(items.firstIndex { Equality.areIdentical($0, arguments[0]) } ?? -1)
    case ("lastindexof", 1): return .int(items.lastIndex { Equality.areIdentical($0, arguments[0]) } ?? -1)
    case ("containsall", 1):
      guard let others = arguments[0].items else { return nil }
      return .bool(others.allSatisfy { one in items.contains { Equality.areIdentical($0, one) } })
    case ("sublist", 2):
      guard let from = integer(0), let to = integer(1) else { return nil }
      guard from >= 0, from <= to, to <= items.count else { throw .failed("Could not call subList") }
      return .list(Array(items[from..<to]))
    default: return nil
    }
  }

  private func mapMember(_ name: String, _ entries: ValueMap) -> Value? {
    switch (name, arguments.count) {
    case ("size", 0): .int(entries.count)
    case ("isempty", 0), ("empty", 0): .bool(entries.isEmpty)
    case ("containskey", 1): .bool(entries[arguments[0].text] != nil)
    case ("containsvalue", 1): .bool(entries.values.contains { Equality.areIdentical($0, arguments[0]) })
    case ("get", 1): entries[arguments[0].text] ?? .null
    case ("getordefault", 2): entries[arguments[0].text] ?? arguments[1]
    case ("keyset", 0): .list(entries.keys.map { .string($0) })
    case ("values", 0): .list(Array(entries.values))
    case ("entryset", 0): .list(entries.map { .map([$0.key: $0.value]) })
    default: nil
    }
  }

  private func numberMember(_ name: String, _ base: Value) -> Value? {
    guard arguments.isEmpty, let number = base.number else {
      guard name == "compareto", arguments.count == 1, let left = base.number, let right = arguments[0].number else {
        return nil
      }
      return .int(left < right ? -1 : left > right ? 1 : 0)
    }
    switch name {
    case "intvalue": return base.wholeNumber.map { .int(Int(Int32(truncatingIfNeeded: $0))) }
    case "longvalue": return base.wholeNumber.map { .int($0) }
    case "doublevalue", "floatvalue": return .double(number)
    case "isnan", "nan": return .bool(number.isNaN)
    case "isinfinite", "infinite": return .bool(number.isInfinite)
    default: return nil
    }
  }

  private func instantMember(_ name: String, _ instant: Instant) -> Value? {
    guard arguments.isEmpty else { return nil }
    switch name {
    case "getepochsecond", "epochsecond": return .int(Int(instant.seconds))
    case "getnano", "nano": return .int(Int(instant.nanoseconds))
    case "toepochmilli":
      let (millis, overflow) = instant.seconds.multipliedReportingOverflow(by: 1000)
      return overflow ? nil : .int(Int(millis &+ Int64(instant.nanoseconds / 1_000_000)))
    default: return nil
    }
  }
}
