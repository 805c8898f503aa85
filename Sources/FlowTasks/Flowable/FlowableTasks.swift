import FlowModel
import Pebble

/// The task types that the engine itself runs: they hold other tasks, wait, or start other executions.
public enum FlowableTasks {
  public static let schemas: [TaskSchema] = [
    sequential, parallel, dag, condition, choice, forEach, eachSequential, eachParallel, loopUntil, allowFailure, pause,
    subflow, sleep, workingDirectory,
  ]

  private static let tasks = PropertySpec("tasks", .tasks, "The tasks in it.", isRequired: true, isDynamic: false)
  /// What every flowable task has.
  private static let handlers = [
    PropertySpec("errors", .tasks, "Run when a task in it has failed.", isDynamic: false),
    PropertySpec("finally", .tasks, "Run at its end, whatever came of it.", isDynamic: false),
  ]
  private static let concurrent = PropertySpec(
    "concurrent", .integer, "How many run at once; 0 for all.", isDynamic: false, defaultValue: .int(0))
  private static let values = PropertyKind.either([.list(.any), .string])

  public static let sequential = schema(
    "Sequential", "Runs tasks one after the other.", [tasks] + handlers)
  public static let allowFailure = schema(
    "AllowFailure", "Runs tasks one after the other; a failure among them becomes a warning.", [tasks] + handlers)
  public static let workingDirectory = schema(
    "WorkingDirectory", "Runs tasks one after the other, as Sequential does: no task here has a working directory.",
    [tasks])
  public static let parallel = schema("Parallel", "Runs tasks at the same time.", [concurrent, tasks] + handlers)
  public static let dag = schema(
    "Dag", "Runs each task when those it depends on have ended.",
    [
      concurrent,
      PropertySpec(
        "tasks",
        .list(
          .object([
            PropertySpec("task", .tasks, "The task.", isRequired: true, isDynamic: false),
            PropertySpec("dependsOn", .list(.string), "The ids of the tasks it waits for.", isDynamic: false),
          ])), "The tasks in it.", isRequired: true, isDynamic: false),
    ] + handlers)
  public static let condition = schema(
    "If", "Runs some tasks if a condition holds, others if not.",
    [
      PropertySpec("condition", .string, "False are `false`, `0` and nothing.", isRequired: true),
      PropertySpec("then", .tasks, "Run if it holds.", isRequired: true, isDynamic: false),
      PropertySpec("else", .tasks, "Run if it does not.", isDynamic: false),
    ] + handlers,
    outputs: [OutputSpec("evaluationResult", .boolean, "Whether the condition held.")])
  public static let choice = schema(
    "Switch", "Runs the tasks of the case that a value names.",
    [
      PropertySpec("value", .string, "The name of a case.", isRequired: true),
      PropertySpec("cases", .map(.tasks), "Tasks by case.", isDynamic: false),
      PropertySpec("defaults", .tasks, "Run when there is no such case.", isDynamic: false),
    ] + handlers,
    outputs: [
      OutputSpec("value", .string, "The value."),
      OutputSpec("defaults", .boolean, "Whether there was no such case."),
    ])
  public static let forEach = schema(
    "ForEach", "Runs tasks once for each value.",
    [
      PropertySpec("values", values, "A list, or an expression that gives one.", isRequired: true),
      PropertySpec(
        "concurrencyLimit", .integer, "How many values are worked on at once; 0 for all.", isDynamic: false,
        defaultValue: .int(1)),
      tasks,
    ] + handlers)
  public static let eachSequential = schema(
    "EachSequential", "Runs tasks once for each value, one after the other. ForEach does the same.",
    [PropertySpec("value", values, "A list, or an expression that gives one.", isRequired: true), tasks] + handlers)
  public static let eachParallel = schema(
    "EachParallel", "Runs tasks once for each value, at the same time. ForEach does the same.",
    [
      PropertySpec("value", values, "A list, or an expression that gives one.", isRequired: true), concurrent, tasks,
    ] + handlers)
  public static let loopUntil = schema(
    "LoopUntil", "Runs tasks again and again until a condition holds.", aliases: ["WaitFor"],
    [
      PropertySpec("condition", .string, "Looked at after each round.", isRequired: true),
      PropertySpec(
        "failOnMaxReached", .boolean, "Whether it fails when it may not run again.", isDynamic: false,
        defaultValue: .bool(false)),
      PropertySpec(
        "checkFrequency",
        .object([
          PropertySpec(
            "interval", .duration, "How long to wait between rounds.", isDynamic: false, defaultValue: .string("PT1M")),
          PropertySpec("maxIterations", .integer, "How many rounds there are at most.", isDynamic: false),
          PropertySpec("maxDuration", .duration, "No round starts later than this.", isDynamic: false),
        ]), "How often to look.", isDynamic: false),
      tasks,
    ] + handlers,
    outputs: [OutputSpec("iterationCount", .integer, "How many rounds there were.")])
  public static let pause = schema(
    "Pause", "Waits for a time, or until somebody resumes the execution.",
    [
      PropertySpec("delay", .duration, "How long to wait."),
      PropertySpec("pauseDuration", .duration, "Another name of `delay`."),
      PropertySpec(
        "behavior", .enumeration(["RESUME", "WARN", "FAIL", "CANCEL"]), "What happens when the time is over.",
        isDynamic: false, defaultValue: .string("RESUME")),
      PropertySpec("onResume", .list(.any), "The inputs that whoever resumes it gives.", isDynamic: false),
    ],
    outputs: [OutputSpec("onResume", .map(.any), "What was given.")])
  public static let subflow = schema(
    "Subflow", "Runs another flow.", aliases: ["Flow"],
    [
      PropertySpec("namespace", .string, "The other flow's namespace.", isRequired: true),
      PropertySpec("flowId", .string, "The other flow's id.", isRequired: true),
      PropertySpec("revision", .integer, "Its revision; left out, the latest."),
      PropertySpec("inputs", .map(.any), "Its inputs by name."),
      PropertySpec("labels", .map(.string), "Labels of its execution."),
      PropertySpec("wait", .boolean, "Whether to wait for its end.", defaultValue: .bool(true)),
      PropertySpec(
        "transmitFailed", .boolean, "Whether the task ends as the other execution does.", defaultValue: .bool(true)),
      PropertySpec("inheritLabels", .boolean, "Whether labels are handed on.", defaultValue: .bool(false)),
    ],
    outputs: [
      OutputSpec("executionId", .string, "The other execution."), OutputSpec("state", .string, "How it ended."),
      OutputSpec("outputs", .map(.any), "The other flow's outputs."),
    ])
  public static let sleep = schema(
    "Sleep", "Waits for a time.",
    [PropertySpec("duration", .duration, "How long.", isRequired: true)])

  private static func schema(
    _ name: String, _ summary: String, aliases: [String] = [], _ properties: [PropertySpec], outputs: [OutputSpec] = []
  ) -> TaskSchema {
    let older = ([name] + aliases).map { TaskType("io.kestra.core.tasks.flows.\($0)") }
    return TaskSchema(
      type: TaskType("io.kestra.plugin.core.flow.\(name)"),
      aliases: aliases.map { TaskType("io.kestra.plugin.core.flow.\($0)") } + older, summary: summary,
      properties: properties, outputs: outputs)
  }
}
