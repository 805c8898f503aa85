import CYAML

/// Reads YAML text as nodes with their places, within limits that no text can get around.
///
/// One document with simple keys is expected. Anchors, aliases and merge keys (`<<`) are followed.
struct YAMLReader {
  /// Lists and maps inside each other.
  static let maximumDepth = 200
  /// Nodes after each alias is replaced by what it stands for.
  static let maximumNodes = 100_000

  private let source: FlowSource
  private var events: YAMLEvents
  private var anchors: [String: YAMLNode] = [:]
  /// Anchors whose node is still being read.
  private var openAnchors: Set<String> = []
  /// Nodes read so far, with aliases counted as often as they are used.
  private var nodeCount = 0

  /// Reads the one document of a source; `nil` content is never given: an empty source is an error.
  static func read(_ source: FlowSource) throws(InvalidFlow) -> YAMLNode {
    guard source.text.utf8.count <= FlowSource.maximumBytes else {
      throw InvalidFlow([
        Diagnostic(
          code: "file-too-large",
          message: "the file has \(source.text.utf8.count) bytes; a flow may have \(FlowSource.maximumBytes)",
          file: source.name)
      ])
    }
    do {
      var reader = YAMLReader(source)
      return try reader.document()
    } catch {
      throw InvalidFlow([
        Diagnostic(code: error.code, message: error.message, file: source.name, span: error.span, help: error.help)
      ])
    }
  }

  private init(_ source: FlowSource) {
    self.source = source
    self.events = YAMLEvents(source)
  }

  private mutating func document() throws(YAMLProblem) -> YAMLNode {
    var event = try events.next()
    while case .streamStart = event.kind { event = try events.next() }
    guard case .documentStart = event.kind else {
      throw YAMLProblem("empty-file", "the file holds no YAML document", at: event.span)
    }
    let node = try node(from: try events.next(), depth: 0)
    while true {
      let event = try events.next()
      switch event.kind {
      case .documentEnd: continue
      case .streamEnd: return node
      default:
        throw YAMLProblem(
          "several-documents", "a second YAML document begins here", at: event.span,
          help: "write each flow to a file of its own")
      }
    }
  }

  private mutating func node(from event: YAMLEvents.Event, depth: Int) throws(YAMLProblem) -> YAMLNode {
    guard depth <= Self.maximumDepth else {
      throw YAMLProblem(
        "too-deep", "more than \(Self.maximumDepth) lists and maps are inside each other", at: event.span)
    }
    try count(1, at: event.span)
    switch event.kind {
    case .alias(let name):
      guard let node = anchors[name] else {
        let message = openAnchors.contains(name) ? "alias '*\(name)' stands inside itself" : "unknown alias '*\(name)'"
        throw YAMLProblem(
          "unknown-alias", message, at: event.span, help: Suggestion.help(for: name, among: anchors.keys.sorted()))
      }
      try count(node.nodeCount, at: event.span)
      return node
    case .scalar(let scalar):
      return keep(YAMLNode(content: .scalar(scalar), span: event.span, nodeCount: 1), as: event.anchor)
    case .sequenceStart:
      open(event.anchor)
      var items: [YAMLNode] = []
      var total = 1
      while true {
        let next = try events.next()
        if case .sequenceEnd = next.kind {
          let span = SourceSpan(start: event.span.start, end: next.span.end)
          return keep(YAMLNode(content: .sequence(items), span: span, nodeCount: total), as: event.anchor)
        }
        let item = try node(from: next, depth: depth + 1)
        total += item.nodeCount
        items.append(item)
      }
    case .mappingStart:
      open(event.anchor)
      let (entries, end) = try entries(depth: depth)
      let total = entries.reduce(1) { $0 + 1 + $1.value.nodeCount }
      let span = SourceSpan(start: event.span.start, end: end)
      return keep(YAMLNode(content: .mapping(entries), span: span, nodeCount: total), as: event.anchor)
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
      throw YAMLProblem("invalid-yaml", "a value is expected here", at: event.span)
    }
  }

  private mutating func entries(depth: Int) throws(YAMLProblem) -> ([YAMLEntry], end: SourcePosition) {
    var entries: [YAMLEntry] = []
    var places: [String: Int] = [:]
    var merged: [YAMLEntry] = []
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind {
        for entry in merged where places[entry.key] == nil {
          places[entry.key] = entries.count
          entries.append(entry)
        }
        return (entries, event.span.end)
      }
      let key = try node(from: event, depth: depth + 1)
      let value = try node(from: try events.next(), depth: depth + 1)
      guard let scalar = key.scalar else { throw notAKey(key) }
      if scalar.text == "<<", scalar.style == .plain {
        try merged += mergeEntries(of: value)
        continue
      }
      if let index = places[scalar.text] {
        throw YAMLProblem(
          "duplicate-key", "key '\(scalar.text.excerpt)' is written twice", at: key.span,
          help: "the first one is at \(entries[index].keySpan.start)")
      }
      places[scalar.text] = entries.count
      entries.append(YAMLEntry(key: scalar.text, keySpan: key.span, value: value))
    }
  }

  /// The entries that `<<` brings: of one map, or of several of which the earlier win.
  private func mergeEntries(of node: YAMLNode) throws(YAMLProblem) -> [YAMLEntry] {
    switch node.content {
    case .mapping(let entries): return entries
    case .sequence(let nodes):
      var all: [YAMLEntry] = []
      for node in nodes {
        guard case .mapping(let entries) = node.content else {
          throw YAMLProblem("invalid-merge", "the merge key '<<' takes a map or a list of maps", at: node.span)
        }
        all += entries
      }
      return all
    case .scalar:
      throw YAMLProblem("invalid-merge", "the merge key '<<' takes a map or a list of maps", at: node.span)
    }
  }

  private func notAKey(_ key: YAMLNode) -> YAMLProblem {
    // An unquoted expression reads as a map whose key is a map.
    if source.slice(key.span).hasPrefix("{") {
      return YAMLProblem(
        "unquoted-expression", "an expression at the start of a value must be quoted", at: key.span,
        help: "write \"{{ ... }}\" with quotes around the whole value")
    }
    return YAMLProblem("complex-key", "a key must be a simple text, not \(key.shape)", at: key.span)
  }

  private mutating func count(_ nodes: Int, at span: SourceSpan) throws(YAMLProblem) {
    nodeCount += nodes
    guard nodeCount <= Self.maximumNodes else {
      throw YAMLProblem(
        "too-many-nodes", "too many nodes: more than \(Self.maximumNodes) values after aliases are replaced", at: span)
    }
  }

  private mutating func open(_ anchor: String?) {
    guard let anchor else { return }
    anchors[anchor] = nil
    openAnchors.insert(anchor)
  }

  private mutating func keep(_ node: YAMLNode, as anchor: String?) -> YAMLNode {
    if let anchor {
      anchors[anchor] = node
      openAnchors.remove(anchor)
    }
    return node
  }
}

/// Why text is not the YAML that is expected.
struct YAMLProblem: Error {
  let code: String
  let message: String
  let span: SourceSpan
  let help: String?

  init(_ code: String, _ message: String, at span: SourceSpan, help: String? = nil) {
    self.code = code
    self.message = message
    self.span = span
    self.help = help
  }
}

extension String {
  /// The start of a text that may be long, for a message.
  var excerpt: String {
    unicodeScalars.count <= 60 ? self : String(unicodeScalars.prefix(57)) + "..."
  }
}
