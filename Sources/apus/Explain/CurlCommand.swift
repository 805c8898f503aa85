import FlowHTTP
import Pebble

/// The curl command that sends a prepared request.
struct CurlCommand {
  let request: PreparedRequest
  let shell: ShellText

  var text: String {
    var lines: [[String]] = [["curl", "--globoff", "--path-as-is"]]
    if request.followsRedirects { lines[0] += ["--location", "--max-redirs", "50"] }
    if request.method == "HEAD" {
      lines.append(["--head"])
    } else if request.method != "GET" || request.body != .none {
      lines.append(["--request", shell.word(request.method)])
    }
    lines += authentication + headers + bodyLines + connection
    // Behind its name, so that no address is read as an option.
    lines.append(["--url", shell.word(plain(request.uri.text))])
    return lines.map { $0.joined(separator: " ") }.joined(separator: " \\\n  ")
  }

  /// Text with a placeholder as it runs; a secret that came in another way stays masked.
  private func plain(_ text: LabelledText) -> String {
    shell.used(in: text.revealed).isEmpty ? text.masked : text.revealed
  }

  private var authentication: [[String]] {
    switch request.authentication {
    case .basic(let username, let password):
      [["--basic", "--user", shell.word(plain(username) + ":" + plain(password))]]
    case .digest(let username, let password):
      [["--digest", "--user", shell.word(plain(username) + ":" + plain(password))]]
    case nil: []
    }
  }

  private var headers: [[String]] {
    var lines = request.headers.map { field in
      let value = plain(field.value)
      return ["--header", shell.word(value.isEmpty ? "\(field.name);" : "\(field.name): \(value)")]
    }
    // curl adds its own where the request has none.
    for name in ["Accept", "Content-Type"]
    where !request.headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
      if name == "Content-Type", case .bytes = request.body {
        lines.append(["--header", shell.word(name + ":")])
      } else if name == "Accept" {
        lines.append(["--header", shell.word(name + ":")])
      }
    }
    return lines
  }

  private var bodyLines: [[String]] {
    switch request.body {
    case .none: ["POST", "PUT", "PATCH"].contains(request.method) ? [["--data-raw", "''"]] : []
    case .bytes(let bytes, let isSecret):
      [["--data-raw", shell.word(body(String(decoding: bytes, as: UTF8.self), isSecret: isSecret))]]
    case .multipart(let parts):
      parts.map { part in
        switch part.content {
        case .text(let text, _): ["--form-string", shell.word("\(part.name)=\(plain(text))")]
        case .file(let uri, let name): ["--form", shell.word("\(part.name)=@\(uri);filename=\"\(name)\"")]
        }
      }
    }
  }

  private func body(_ text: String, isSecret: Bool) -> String {
    plain(isSecret ? LabelledText(revealed: text, masked: Secret.mask) : LabelledText(text))
  }

  private var connection: [[String]] {
    var lines: [[String]] = []
    let settings = request.connection
    if let proxy = settings.proxy {
      let scheme = proxy.kind == .http ? "http" : "socks5h"
      lines.append(["--proxy", shell.word("\(scheme)://\(proxy.host):\(proxy.port)")])
      if let username = proxy.username, let password = proxy.password {
        lines.append(["--proxy-user", shell.word(plain(username) + ":" + plain(password))])
      }
    }
    if request.warnings.contains(where: { $0.contains("insecureTrustAllCertificates") }) {
      lines.append(["--insecure"])
    }
    return lines
  }
}
