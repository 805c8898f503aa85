// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

// A short start: relative relocations are packed (a tenth of the pages to read), and what nobody calls is left out.
let linkerSettings: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--gc-sections", "-Xlinker",
      "--icf=safe",
    ],
    .when(platforms: [.linux], configuration: .release))
]

let package = Package(
  name: "apus",
  products: [
    .executable(name: "apus", targets: ["apus"]),
    .library(name: "Pebble", targets: ["Pebble"]),
    .library(name: "Apus", targets: ["FlowModel", "FlowStore", "FlowTasks", "FlowHTTP", "FlowEngine", "FlowSQL"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    // C libraries of the system. Each target holds a module map and, where Swift cannot call the
    // interface (variadic functions, macros), typed inline wrappers.
    .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
    .target(name: "CJQ", linkerSettings: [.linkedLibrary("jq")]),
    .target(name: "CPCRE2", linkerSettings: [.linkedLibrary("pcre2-8")]),
    .target(name: "CYAML", linkerSettings: [.linkedLibrary("yaml")]),
    .target(
      name: "CCurl", linkerSettings: [.linkedLibrary("curl"), .linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),

    .target(name: "Cryptography", dependencies: ["CCrypto"], swiftSettings: swiftSettings),
    .target(
      name: "Pebble",
      dependencies: [
        "CJQ", "CPCRE2", "Cryptography",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      swiftSettings: swiftSettings),
    .target(name: "FlowModel", dependencies: ["CYAML", "Pebble"], swiftSettings: swiftSettings),
    .target(name: "FlowStore", dependencies: ["Cryptography", "FlowModel"], swiftSettings: swiftSettings),
    .target(name: "FlowSQL", dependencies: ["CSQLite", "Cryptography", "FlowStore"], swiftSettings: swiftSettings),
    .target(name: "FlowTasks", dependencies: ["Cryptography", "FlowStore"], swiftSettings: swiftSettings),
    .target(
      name: "FlowHTTP",
      dependencies: [
        "CCurl", "Cryptography", "FlowTasks",
        .product(name: "DequeModule", package: "swift-collections"),
      ],
      swiftSettings: swiftSettings),
    .target(name: "FlowAWS", dependencies: ["FlowHTTP", "Cryptography"], swiftSettings: swiftSettings),
    .target(name: "FlowEngine", dependencies: ["FlowStore", "FlowTasks"], swiftSettings: swiftSettings),
    .target(
      name: "FlowServer",
      dependencies: [
        "Cryptography", "FlowEngine", "FlowModel", "FlowStore", "FlowTasks", "Pebble",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "apus",
      dependencies: [
        "Cryptography", "FlowAWS", "FlowEngine", "FlowHTTP", "FlowModel", "FlowSQL", "FlowServer", "FlowStore",
        "FlowTasks", "Pebble",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings, linkerSettings: linkerSettings),

    // Measures the HTTP tasks without an engine: see Benchmarks/http.
    .executableTarget(
      name: "http-benchmark", dependencies: ["FlowHTTP", "FlowModel", "FlowStore", "FlowTasks", "Pebble"],
      path: "Benchmarks/http/Runner", swiftSettings: swiftSettings),

    .testTarget(
      name: "FlowEngineTests", dependencies: ["FlowEngine"], exclude: ["Flows"], swiftSettings: swiftSettings),
    .testTarget(name: "FlowModelTests", dependencies: ["FlowModel"], swiftSettings: swiftSettings),
    .testTarget(name: "FlowHTTPTests", dependencies: ["FlowHTTP"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "apus", "Cryptography", "FlowSQL", "FlowStore", "FlowTasks", "Pebble",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Fixtures", "Flows"],
      swiftSettings: swiftSettings),
    .testTarget(name: "CryptographyTests", dependencies: ["Cryptography"], swiftSettings: swiftSettings),
    .testTarget(
      name: "FlowTasksTests", dependencies: ["Cryptography", "FlowTasks"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "pebble-benchmark", dependencies: ["Pebble"], path: "Benchmarks/pebble/Sources",
      swiftSettings: swiftSettings),
    .testTarget(name: "PebbleTests", dependencies: ["Pebble"], exclude: ["Fixtures"], swiftSettings: swiftSettings),
    .testTarget(
      name: "FlowServerTests", dependencies: ["Cryptography", "FlowServer"], swiftSettings: swiftSettings),
    .testTarget(name: "FlowAWSTests", dependencies: ["FlowAWS"], swiftSettings: swiftSettings),
    // Writes to a store, to be measured (Benchmarks/store/measure) or killed (the tests of FlowSQL).
    .executableTarget(
      name: "store-workload", dependencies: ["FlowSQL", "FlowStore"], path: "Benchmarks/store", exclude: ["measure"],
      swiftSettings: swiftSettings),
    .testTarget(name: "FlowSQLTests", dependencies: ["FlowSQL", "store-workload"], swiftSettings: swiftSettings),
    .testTarget(name: "FlowStoreTests", dependencies: ["FlowStore"], swiftSettings: swiftSettings),
  ]
)
