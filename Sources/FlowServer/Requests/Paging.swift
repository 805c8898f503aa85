import Pebble

/// Which part of the results is asked for.
struct Paging: Sendable {
  static let query: [Route.Query] = [
    .init(name: "page", schema: .integer(1...1_000_000, default: 1), text: "Counts from 1"),
    .init(name: "size", schema: .integer(1...1000, default: 10), text: "Results of one page"),
  ]

  let page: Int
  let size: Int

  init(_ query: QueryParameters) throws(APIError) {
    page = try query.integer("page", default: 1, in: 1...1_000_000)
    size = try query.integer("size", default: 10, in: 1...1000)
  }

  var offset: Int { (page - 1) * size }

  static func page(_ results: [Value], total: Int) -> Value {
    .map(["results": .list(results), "total": .int(total)])
  }
}
