import FlowModel
import FlowTasks
import OrderedCollections
import Pebble

/// The properties that Request and Download share.
struct RequestProperties: Hashable {
  static let uri = Property<LabelledText>("uri", "The address to send the request to: http:// or https://.")
  static let method = Property("method", default: "GET", "The HTTP method, sent as it is written.")
  static let params = Property<OrderedDictionary<String, Value>?>(
    "params", "Query parameters to add to the address; a list repeats its name.")
  static let body = Property<LabelledText?>("body", "The request's body as text. formData stands before it.")
  static let formData = Property<OrderedDictionary<String, Value>?>(
    "formData",
    "The fields of a form. With contentType multipart/form-data each is a part, and kestra:// URIs are files.")
  static let contentType = Property("contentType", default: "application/json", "The content type of the request.")
  static let headers = Property<OrderedDictionary<String, LabelledText>?>("headers", "The headers of the request.")
  static let options = Property<HTTPOptions>(
    "options", default: .standard, "How to connect, log in and judge the answer.", isDynamic: false)
  static let allowFailed = Property<Bool?>(
    "allowFailed", "Whether a status of 400 or more is a success.", deprecation: "options.allowFailed")
  static let sslOptions = Property<TLSOptions?>(
    "sslOptions", "How to check the server's certificate.", deprecation: "options.ssl")

  static let specs = [
    uri.spec, method.spec, params.spec, body.spec, formData.spec, contentType.spec, headers.spec, options.spec,
    allowFailed.spec, sslOptions.spec,
  ]

  let uri: LabelledText
  let method: String
  let params: OrderedDictionary<String, Value>
  let body: LabelledText?
  let formData: OrderedDictionary<String, Value>
  let contentType: String
  let headers: OrderedDictionary<String, LabelledText>
  private(set) var options: HTTPOptions

  init(_ properties: RenderedProperties) throws(PropertyError) {
    uri = try properties[Self.uri]
    method = try properties[Self.method]
    params = try properties[Self.params] ?? [:]
    body = try properties[Self.body]
    formData = try properties[Self.formData] ?? [:]
    contentType = try properties[Self.contentType]
    headers = try properties[Self.headers] ?? [:]
    options = try properties[Self.options]
    // The older places: they say nothing where `options` does.
    if case .belowError = options.acceptance, try properties[Self.allowFailed] == true { options.acceptance = .all }
    if try properties[Self.sslOptions]?.trustsAllCertificates == true {
      options.connection.trustsAllCertificates = true
    }
  }
}
