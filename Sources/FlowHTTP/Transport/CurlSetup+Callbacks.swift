import CCurl
import Glibc

// What libcurl calls during a transfer.
extension CurlSetup {
  mutating func observe(by context: UnsafeMutableRawPointer, errorText: UnsafeMutablePointer<CChar>) {
    check(apus_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
    for option in [
      CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_PREREQDATA,
      CURLOPT_OPENSOCKETDATA,
    ] {
      check(apus_curl_set_pointer(easy, option, context))
    }
    check(
      apus_curl_set_transfer_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, _, count, context in
        let isWanted = CurlSetup.transfer(context)?.receivedBody(UnsafeRawBufferPointer(start: bytes, count: count))
        return isWanted == true ? count : count &+ 1
      })
    check(
      apus_curl_set_transfer_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, _, count, context in
        let isWanted = CurlSetup.transfer(context)?.receivedHeader(UnsafeRawBufferPointer(start: bytes, count: count))
        return isWanted == true ? count : count &+ 1
      })
    check(
      apus_curl_set_transfer_callback(easy, CURLOPT_READFUNCTION) { bytes, size, count, context in
        let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
        return CurlSetup.transfer(context)?.giveBody(buffer) ?? Int(CURL_READFUNC_ABORT)
      })
    check(
      apus_curl_set_seek_callback(easy) { context, offset, _ in
        guard offset == 0 else { return CURL_SEEKFUNC_CANTSEEK }
        CurlSetup.transfer(context)?.rewindBody()
        return CURL_SEEKFUNC_OK
      })
    check(
      apus_curl_set_ready_callback(easy) { context, remote, _, port, _ in
        let isWanted = CurlSetup.transfer(context)?.connected(to: CurlSetup.address(remote, port))
        return isWanted == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
      })
    check(
      apus_curl_set_open_callback(easy) { context, _, address in
        CurlSetup.transfer(context)?.openSocket(address) ?? CURL_SOCKET_BAD
      })
  }

  private static func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func address(_ text: UnsafeMutablePointer<CChar>?, _ port: Int32) -> String? {
    guard let text else { return nil }
    let address = String(cString: text)
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }
}
