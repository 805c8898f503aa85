import Synchronization

/// Compiled templates by their text, so that a text is parsed once. Safe to share between threads.
///
/// Two generations: when the young one is full it becomes the old one, and the old one is forgotten. What is used stays.
final class TemplateCache: Sendable {
  /// Templates in one generation.
  static let maximumCount = 500
  /// Bytes of template text in one generation; a longer template is not kept.
  static let maximumBytes = 8 << 20

  private struct Generations {
    var young: [String: Program] = [:]
    var old: [String: Program] = [:]
    var youngBytes = 0

    mutating func insert(_ program: Program) {
      let size = program.source.utf8.count
      if young.count >= TemplateCache.maximumCount || youngBytes + size > TemplateCache.maximumBytes {
        old = young
        young = [:]
        youngBytes = 0
      }
      young[program.source] = program
      youngBytes += size
    }
  }

  private let generations = Mutex(Generations())

  subscript(source: String) -> Program? {
    generations.withLock { generations in
      if let program = generations.young[source] { return program }
      guard let program = generations.old[source] else { return nil }
      generations.insert(program)
      return program
    }
  }

  func insert(_ program: Program) {
    guard program.source.utf8.count <= TemplateCache.maximumBytes else { return }
    generations.withLock { $0.insert(program) }
  }

  /// How many templates are kept.
  var count: Int { generations.withLock { $0.young.count + $0.old.count } }
}
