import FlowModel
import Pebble

/// One line of JSON for each change that somebody asked for: who, what, and what came of it. Bodies and queries are never in it.
struct AuditLog: Sendable {
  let write: @Sendable (String) -> Void
  let now: @Sendable () -> Instant

  func note(_ route: Route, _ request: APIRequest, address: String, status: Int) {
    guard route.changesSomething else { return }
    var fields: ValueMap = [
      "date": .instant(now()), "request": .string(request.id), "user": request.user.map { .string($0) } ?? .null,
      "address": .string(address), "operation": .string(route.name), "status": .int(status),
    ]
    for (name, value) in request.parameters.sorted(by: { $0.key < $1.key }) where name != "key" {
      fields[name] = .string(value)
    }
    write(JSON.text(of: .map(fields)))
  }
}
