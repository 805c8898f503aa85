import Glibc
import Pebble

/// Times rendering of precompiled templates and prints one line of tab-separated figures each: name, nanoseconds, allocations.

typealias Counter = @convention(c) () -> UInt

let counter = dlsym(nil, "allocation_count").map { unsafeBitCast($0, to: Counter.self) }

func nanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func row(_ index: Int) -> Value {
  .map(["id": .int(index), "name": .string("name \(index)"), "email": .string("user\(index)@example.com")])
}

func entry(_ index: Int) -> Value {
  let tags = Value.list([.string("a"), .string("b")])
  return .map(["id": .int(index), "name": .string("a name of some length, number \(index)"), "tags": tags])
}

let rows = Value.list((0..<1000).map(row))
let document = Value.map(["rows": .list((0..<12_000).map(entry))])
let user = Value.map([
  "name": .string("Ada Lovelace"), "email": .string("ada@example.com"), "age": .int(36), "city": .string("London"),
  "admin": .bool(true), "score": .double(1.5),
])
let scope = Scope(["name": .string("World"), "user": user, "rows": rows, "document": document])
let field =
  "\"name\": \"{{ user.name }}\", \"email\": \"{{ user.email | lower }}\", \"age\": {{ user.age }}, "
  + "\"city\": \"{{ user.city | upper }}\", \"score\": {{ user.score }}"
let body = "{" + (0..<4).map { "\"entry\($0)\": {\(field)}" }.joined(separator: ", ") + "}"
let templates = [
  ("plain text", "Nothing in this text is an expression, so it is handed on as it is."),
  ("one variable", "Hello {{ name }}!"),
  ("JSON body, 20 expressions", body),
  ("1,000-row loop", "{% for row in rows %}{{ row.id }}: {{ row.name }} <{{ row.email }}>\n{% endfor %}"),
  ("jq, 1 MB document", "{{ document | jq('.rows | length') }}"),
]

for (name, source) in templates {
  let template = try Template(source)
  for _ in 0..<3 { _ = try template.render(scope) }
  var best = UInt64.max
  var rounds = 1
  for _ in 0..<8 {
    let start = nanoseconds()
    for _ in 0..<rounds { _ = try template.render(scope) }
    let spent = nanoseconds() - start
    best = min(best, spent / UInt64(rounds))
    rounds = max(1, min(200_000, Int(100_000_000 / max(1, best))))
  }
  let before = counter?() ?? 0
  _ = try template.render(scope)
  let allocations = counter.map { String($0() - before) } ?? "?"
  print("\(name)\t\(best)\t\(allocations)")
}
