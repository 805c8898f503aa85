import FlowModel
import FlowStore

/// The restrictions of a search, in Kestra's older spelling (`state=FAILED`) and the newer one (`filters[state][IN]=FAILED,KILLED`).
struct ExecutionFilters: Sendable {
  static let query: [Route.Query] = [
    .init(name: "namespace", schema: .string(), text: "With the namespaces below it"),
    .init(name: "flowId", schema: .string(), text: "One flow"),
    .init(
      name: "state", schema: .list(.string(oneOf: RunState.allCases.map(\.rawValue))), text: "One of these states"),
    .init(name: "labels", schema: .list(.string()), text: "key:value; all of them"),
    .init(
      name: "sort", schema: .string(oneOf: ["state.startDate:desc", "state.startDate:asc"]),
      text: "The order; newest first by default"),
  ]

  let value: ExecutionQuery

  init(_ parameters: QueryParameters) throws(APIError) {
    var query = ExecutionQuery()
    for item in parameters.items {
      switch item.name {
      case "namespace", "filters[namespace][EQUALS]", "filters[namespace][PREFIX]", "filters[namespace][IN]":
        query.namespace = item.value
      case "flowId", "filters[flowId][EQUALS]": query.flowID = item.value
      case "state", "filters[state][EQUALS]", "filters[state][IN]":
        for word in item.value.split(separator: ",") {
          guard let state = RunState(rawValue: String(word)) else {
            throw .illegalArgument("there is no such state: one of \(RunState.allCases.map(\.rawValue))")
          }
          query.states.insert(state)
        }
      case "labels":
        guard let colon = item.value.firstIndex(of: ":"), colon > item.value.startIndex,
          item.value.index(after: colon) < item.value.endIndex
        else { throw .illegalArgument("Invalid queryString parameter: labels takes key:value") }
        query.labels[String(item.value[..<colon])] = String(item.value[item.value.index(after: colon)...])
      case "sort": query.isNewestFirst = try Self.isDescending(item.value)
      case _ where item.name.hasPrefix("filters[labels][EQUALS][") && item.name.hasSuffix("]"):
        let key = item.name.dropFirst("filters[labels][EQUALS][".count).dropLast()
        query.labels[String(key)] = item.value
      case _ where item.name.hasPrefix("filters["):
        throw .illegalArgument("this filter is not known here")
      default: break
      }
    }
    value = query
  }

  private static func isDescending(_ sort: String) throws(APIError) -> Bool {
    switch sort {
    case "state.startDate:desc": return true
    case "state.startDate:asc", "state.startDate": return false
    default: throw APIError(.badRequest, "sort takes state.startDate:asc or state.startDate:desc")
    }
  }
}
