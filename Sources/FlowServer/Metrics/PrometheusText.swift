/// Numbers in Prometheus' text format 0.0.4.
struct PrometheusText {
  static let type = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  mutating func describe(_ name: String, _ kind: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
  }

  mutating func add(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: String) {
    let pairs = labels.map { "\($0.key)=\"\(Self.escape($0.value))\"" }.joined(separator: ",")
    text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs)} \(value)\n"
  }

  mutating func add(_ meter: RequestMeter) {
    describe("apus_http_requests_seconds", "histogram", "How long requests took, by operation and status.")
    for (series, histogram) in meter.all {
      let status = String(series.status)
      for (bound, count) in zip(RequestMeter.bounds, histogram.buckets) {
        add(
          "apus_http_requests_seconds_bucket",
          ["operation": series.route, "status": status, "le": String(bound)], String(count))
      }
      let labels: KeyValuePairs = ["operation": series.route, "status": status]
      add(
        "apus_http_requests_seconds_bucket", ["operation": series.route, "status": status, "le": "+Inf"],
        String(histogram.count))
      add("apus_http_requests_seconds_sum", labels, String(histogram.sum))
      add("apus_http_requests_seconds_count", labels, String(histogram.count))
    }
  }

  private static func escape(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
