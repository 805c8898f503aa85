import CCurl

/// libcurl's linked lists of text.
enum CurlList {
  static func make(_ values: [String]) -> UnsafeMutablePointer<curl_slist>? {
    var list: UnsafeMutablePointer<curl_slist>?
    for value in values {
      guard let longer = curl_slist_append(list, value) else {
        curl_slist_free_all(list)
        return nil
      }
      list = longer
    }
    return list
  }

  static func strings(_ list: UnsafeMutablePointer<curl_slist>?) -> [String] {
    var values: [String] = []
    var node = list
    while let entry = node?.pointee {
      if let data = entry.data { values.append(String(cString: data)) }
      node = entry.next
    }
    return values
  }
}
