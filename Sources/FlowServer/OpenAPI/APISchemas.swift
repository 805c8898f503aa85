import FlowModel
import OrderedCollections

/// The schemas that several operations share.
enum APISchemas {
  static let named: OrderedDictionary<String, APISchema> = [
    "Error": APIError.schema,
    "State": .object(
      [
        "current": .string(oneOf: RunState.allCases.map(\.rawValue)), "histories": .list(.map),
        "duration": .string("ISO 8601"), "startDate": .date, "endDate": .date,
      ], required: ["current", "histories", "duration", "startDate"]),
    "Label": .object(["key": .string(), "value": .string()], required: ["key", "value"]),
    "TaskRun": .object(
      [
        "id": .string(), "executionId": .string(), "namespace": .string(), "flowId": .string(), "taskId": .string(),
        "parentTaskRunId": .string(), "value": .string(), "iteration": .integer(), "attempts": .list(.map),
        "outputs": .map, "state": .named("State"),
      ], required: ["id", "executionId", "namespace", "flowId", "taskId", "outputs", "state"]),
    "Execution": .object(
      [
        "id": .string(), "namespace": .string(), "flowId": .string(), "flowRevision": .integer(),
        "taskRunList": .list(.named("TaskRun")), "inputs": .map, "outputs": .map, "labels": .list(.named("Label")),
        "variables": .map, "state": .named("State"), "originalId": .string(), "parentId": .string(), "trigger": .map,
        "deleted": .boolean, "metadata": .map, "scheduleDate": .date, "url": .string(),
      ], required: ["id", "namespace", "flowId", "flowRevision", "state", "deleted"]),
    "Flow": .object(
      [
        "id": .string(), "namespace": .string(), "revision": .integer(), "disabled": .boolean, "deleted": .boolean,
        "description": .string(), "labels": .list(.named("Label")), "inputs": .list(.map), "tasks": .list(.map),
        "source": .string("The text, when it is asked for"),
      ], required: ["id", "namespace", "revision", "disabled", "deleted", "tasks"]),
  ]
}
