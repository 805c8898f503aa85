import ArgumentParser
import FlowEngine
import FlowModel
import FlowSQL
import FlowServer
import FlowStore
import Glibc
import Pebble

/// `apus server`: flows for a team, by Kestra's API.
struct ServerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "server", abstract: "Serve flows by Kestra's REST API.",
    discussion: """
      Without a configured user it listens on the loopback address only, where everybody on this machine may call it.
      KESTRA_SERVER_BASIC_AUTH_USERNAME and KESTRA_SERVER_BASIC_AUTH_PASSWORD, or the same keys of --config, set one.

      Example: apus server --flows Examples
      """)

  @Option(help: "The port to listen on; 0 takes a free one.")
  var port: Int = 8080

  @Option(help: "The address to listen on.")
  var host: String = "127.0.0.1"

  @Option(help: "The folder of the database and of internal storage.", completion: .directory)
  var data: String = ".apus"

  @Option(help: "Load the flows of this folder at the start.", completion: .directory)
  var flows: String?

  @Option(help: "A configuration file with Kestra's keys.", completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @OptionGroup var network: NetworkOptions

  func run() async throws {
    if mkdir(data, 0o700) != 0 && errno != EEXIST {
      throw UsageError("cannot create '\(data)': \(String(cString: strerror(errno)))")
    }
    let environment = Configuration.processEnvironment()
    let keys = Configuration(try config.map { try YAMLFile.read($0) } ?? .map([:]), environment: environment)
    let storage = keys.text("kestra.storage.local.base-path") ?? data + "/storage"
    let workspace = try Workspace(configurationFile: config, storage: storage, network: network)
    let store = try await SQLStore.open(.sqlite(data + "/apus.db"), key: try Workspace.encryptionBytes(keys))
    let stores = ServerStores(
      executions: store.executions, flows: store.flows, logs: store.logs, metrics: store.metrics,
      keyValues: store.keyValues)
    if let flows { try await load(flows, into: store.flows, catalog: workspace.services.registry.catalog) }
    let server = try FlowServer(try settings(keys), services: workspace.services, stores: stores)
    let host = self.host
    try await server.run { port in
      Console.data("http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
    }
    await store.close()
  }

  private func settings(_ keys: Configuration) throws -> ServerConfiguration {
    var settings = ServerConfiguration()
    settings.host = host
    settings.port = port
    settings.version = Apus.version
    settings.publicURL = keys.text("kestra.url")
    settings.audit = { Console.talk("audit: \(Console.printable($0))") }
    let name = keys.text("kestra.server.basic-auth.username")
    let password = keys.text("kestra.server.basic-auth.password")
    if name != nil || password != nil {
      settings.user = ServerConfiguration.User(name: name ?? "", password: password ?? "")
    }
    if let names = keys.text("apus.server.allowed-hosts") {
      settings.allowedHosts = names.split(separator: ",").map { String($0.filter { $0 != " " }) }
    }
    return settings
  }

  /// Takes every flow of a folder; a file that cannot be taken is told of and passed over.
  private func load(_ folder: String, into flows: any FlowRepository, catalog: TaskCatalog) async throws {
    guard let stream = opendir(folder) else {
      throw UsageError("cannot read '\(folder)': \(String(cString: strerror(errno)))")
    }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { names.append(name) }
    }
    closedir(stream)
    for name in names.sorted() {
      let path = folder + "/" + name
      let source: FlowSource
      do {
        source = try FlowSource(name: path, bytes: try FileContents.read(path, limit: FlowSource.maximumBytes + 1))
      } catch let error as InvalidFlow {
        Workspace.show(error.diagnostics, of: nil)
        continue
      }
      let (flow, diagnostics) = FlowValidator(catalog: catalog).read(source)
      Workspace.show(diagnostics, of: source)
      guard let flow = flow?.flow else { continue }
      _ = try await flows.save(source.text, namespace: flow.namespace, id: flow.id, policy: .createOrUpdate)
    }
  }
}
