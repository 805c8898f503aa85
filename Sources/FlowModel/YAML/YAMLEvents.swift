import CYAML

/// libyaml's events, as Swift values.
struct YAMLEvents {
  struct Event {
    enum Kind {
      case streamStart, streamEnd, documentStart, documentEnd
      case alias(String)
      case scalar(YAMLScalar)
      case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    let kind: Kind
    let span: SourceSpan
    var anchor: String?
  }

  private let parser: YAMLParserHandle
  private var hasEnded = false

  init(_ source: FlowSource) {
    self.parser = YAMLParserHandle(source)
  }

  /// The next event; after the end of the stream, that end again.
  mutating func next() throws(YAMLProblem) -> Event {
    guard !hasEnded else {
      return Event(kind: .streamEnd, span: SourceSpan(at: SourcePosition(line: 1, column: 1)))
    }
    var event = yaml_event_t()
    guard yaml_parser_parse(parser.pointer, &event) == 1 else {
      hasEnded = true
      throw problem()
    }
    defer { yaml_event_delete(&event) }
    let span = SourceSpan(start: SourcePosition(event.start_mark), end: SourcePosition(event.end_mark))
    switch event.type {
    case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, span: span)
    case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, span: span)
    case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, span: span)
    case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, span: span)
    case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, span: span)
    case YAML_ALIAS_EVENT:
      return Event(kind: .alias(text(event.data.alias.anchor) ?? ""), span: span)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      try checkCollectionTag(text(start.tag), expected: "seq", at: span)
      return Event(kind: .sequenceStart, span: span, anchor: text(start.anchor))
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      try checkCollectionTag(text(start.tag), expected: "map", at: span)
      return Event(kind: .mappingStart, span: span, anchor: text(start.anchor))
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return Event(
        kind: .scalar(
          try self.scalar(
            String(decoding: bytes, as: UTF8.self), style: scalar.style, tag: text(scalar.tag), at: span)),
        span: span, anchor: text(scalar.anchor))
    default:
      hasEnded = true
      return Event(kind: .streamEnd, span: span)
    }
  }

  private func scalar(
    _ text: String, style: yaml_scalar_style_t, tag: String?, at span: SourceSpan
  ) throws(YAMLProblem) -> YAMLScalar {
    let style: YAMLScalar.Style =
      switch style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
      default: .plain
      }
    guard let tag else { return YAMLScalar(text: text, style: style, isText: style != .plain) }
    switch tag {
    case "!", Self.coreTag + "str":
      return YAMLScalar(text: text, style: style, isText: true)
    case Self.coreTag + "int", Self.coreTag + "float", Self.coreTag + "bool", Self.coreTag + "null":
      let scalar = YAMLScalar(text: text, style: style, isText: false)
      let fits =
        switch scalar.value {
        case .null: tag.hasSuffix("null")
        case .bool: tag.hasSuffix("bool")
        case .int, .exact: tag.hasSuffix("int") || tag.hasSuffix("float")
        case .double: tag.hasSuffix("float")
        default: false
        }
      guard fits else {
        let name = tag.dropFirst(Self.coreTag.count)
        throw YAMLProblem("invalid-tag", "'\(text.excerpt)' is not what its tag '!!\(name)' says", at: span)
      }
      return scalar
    default: throw unknownTag(tag, at: span)
    }
  }

  private func checkCollectionTag(_ tag: String?, expected: String, at span: SourceSpan) throws(YAMLProblem) {
    guard let tag, tag != "!", tag != Self.coreTag + expected else { return }
    throw unknownTag(tag, at: span)
  }

  private func unknownTag(_ tag: String, at span: SourceSpan) -> YAMLProblem {
    YAMLProblem(
      "unknown-tag", "the tag '\(tag.excerpt)' is not supported", at: span,
      help: "leave the tag out; quote the value if it is to be text")
  }

  private static let coreTag = "tag:yaml.org,2002:"

  private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) }
  }

  private func problem() -> YAMLProblem {
    let state = parser.pointer.pointee
    var message = state.problem.map { String(cString: $0) } ?? "the text is not YAML"
    if let context = state.context { message += " " + String(cString: context) }
    let place =
      state.error == YAML_READER_ERROR
      ? parser.source.position(utf8Offset: state.problem_offset + parser.skippedBytes)
      : SourcePosition(state.problem_mark)
    var help: String?
    if parser.source.line(place.line).prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
      help = "indent with spaces: YAML does not allow tabs there"
    }
    return YAMLProblem("invalid-yaml", "invalid YAML: \(message)", at: SourceSpan(at: place), help: help)
  }
}

/// Owns a libyaml parser and the bytes that it reads.
private final class YAMLParserHandle {
  let pointer: UnsafeMutablePointer<yaml_parser_t>
  let source: FlowSource
  /// The byte order mark, which libyaml would count as a column.
  let skippedBytes: Int
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  init(_ source: FlowSource) {
    self.source = source
    self.skippedBytes = source.startsWithByteOrderMark ? 3 : 0
    let text = source.text.utf8.dropFirst(skippedBytes)
    self.bytes = .allocate(capacity: max(1, text.count))
    let (_, end) = bytes.initialize(from: text)
    self.pointer = .allocate(capacity: 1)
    pointer.initialize(to: yaml_parser_t())
    yaml_parser_initialize(pointer)
    yaml_parser_set_encoding(pointer, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(pointer, bytes.baseAddress, end)
  }

  deinit {
    yaml_parser_delete(pointer)
    pointer.deinitialize(count: 1)
    pointer.deallocate()
    bytes.deallocate()
  }
}

extension SourcePosition {
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: mark.line + 1, column: mark.column + 1)
  }
}
