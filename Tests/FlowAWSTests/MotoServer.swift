import Glibc
import Testing

extension Tag {
  /// Needs a server of its own.
  @Tag static var integration: Self
}

/// An S3 of moto's on a free loopback port, which checks signatures and rights. It ends with this process.
final class MotoServer: Sendable {
  /// `nil` where Python or moto is missing.
  static let shared = MotoServer()

  let endpoint: String
  let accessKeyID: String
  let secretKeyID: String
  /// The older and the newer version of `versioned/file.txt`.
  let versions: (String, String)
  /// The server ends when this descriptor is closed.
  private let lifeline: Int32

  private init?() {
    var input: [Int32] = [-1, -1]
    var output: [Int32] = [-1, -1]
    guard pipe(&input) == 0, pipe(&output) == 0 else { return nil }
    for descriptor in [input[1], output[0]] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, input[0], 0)
    posix_spawn_file_actions_adddup2(&actions, output[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let words: [String] = ["python3", "-c", Self.program]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let isStarted = posix_spawnp(&process, "python3", &actions, nil, &arguments, environ) == 0
    close(input[0])
    close(output[1])
    lifeline = input[1]
    defer { close(output[0]) }
    guard isStarted else { return nil }

    var text: [UInt8] = []
    var byte: UInt8 = 0
    while read(output[0], &byte, 1) == 1, byte != UInt8(ascii: "\n") { text.append(byte) }
    let answer = String(decoding: text, as: UTF8.self).split(separator: " ").map(String.init)
    guard answer.count == 5 else { return nil }
    endpoint = "http://127.0.0.1:\(answer[0])"
    accessKeyID = answer[1]
    secretKeyID = answer[2]
    versions = (answer[3], answer[4])
  }

  private static let program = """
    import json, os, sys
    from moto.server import ThreadedMotoServer
    import boto3, moto.settings
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    port = server.get_host_and_port()[1]
    options = dict(endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
                   aws_access_key_id="root", aws_secret_access_key="root")
    s3 = boto3.client("s3", **options)
    iam = boto3.client("iam", **options)
    s3.create_bucket(Bucket="reports")
    s3.put_object(Bucket="reports", Key="a b/report.tar.gz", Body=bytes(range(256)) * 4096,
                  ContentType="application/gzip", Metadata={"owner": "team-a"})
    s3.put_object(Bucket="reports", Key="empty", Body=b"")
    s3.put_bucket_versioning(Bucket="reports", VersioningConfiguration={"Status": "Enabled"})
    versions = [s3.put_object(Bucket="reports", Key="versioned/file.txt", Body=body)["VersionId"]
                for body in (b"old", b"new")]
    iam.create_user(UserName="reader")
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
    moto.settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    print(port, key["AccessKeyId"], key["SecretAccessKey"], *versions, flush=True)
    sys.stdin.read()
    os._exit(0)
    """
}
