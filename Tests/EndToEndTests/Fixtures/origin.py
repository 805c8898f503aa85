"""An origin for end-to-end tests: one plain and one TLS port on loopback.

Usage: origin.py FOLDER. Makes a certificate authority and a server certificate in FOLDER (with the openssl command), prints
the two ports, then appends every request to FOLDER/requests.jsonl. Ends when standard input is closed.
"""
import base64
import json
import os
import socket
import ssl
import subprocess
import sys
import threading

HOSTS = ["dummyjson.com", "reqres.in", "server.com", "huggingface.co", "my-bucket.s3.eu-central-1.amazonaws.com", "localhost"]
CSV = b"order_id,total\n1,10\n2,20\n"
IMAGE = b"\xff\xd8\xff\xe0 not really an image \x00\x01"


def make_certificates(folder):
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority",
            "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=origin", "-keyout", "origin.key", "-out", "origin.csr")
    with open(os.path.join(folder, "names"), "w") as names:
        names.write("subjectAltName=" + ",".join("DNS:" + host for host in HOSTS) + ",IP:127.0.0.1")
    openssl("x509", "-req", "-in", "origin.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "origin.pem")


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    headers = [[name.strip(), value.strip()] for name, _, value in (line.partition(":") for line in lines[1:])]
    fields = {name.lower(): value for name, value in headers}
    if fields.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    length = int(fields.get("content-length", "0"))
    while len(body) < length:
        part = connection.recv(65536)
        if not part:
            return None
        body += part
    return {"method": method, "target": target, "headers": headers, "body": body}


def answer(request):
    path = request["target"].split("?")[0]
    if path.endswith("/orders.csv"):
        return 200, "text/csv", CSV
    if path.endswith("/my_image.jpeg"):
        return 200, "image/jpeg", IMAGE
    if path.startswith("/status/"):
        return int(path.rsplit("/", 1)[1]), "application/json", b'{"message":"as asked"}'
    if path == "/echo":
        return 200, "text/plain; charset=utf-8", request["body"]
    return 200, "application/json", b'{"id":1,"title":"Kestra Pen"}'


def serve(listener, context, log, lock):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=handle, args=(connection, context, log, lock), daemon=True).start()


def handle(connection, context, log, lock):
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        connection.settimeout(120)
        while True:
            request = read_request(connection)
            if request is None:
                return
            status, kind, body = answer(request)
            record = dict(request, body=base64.b64encode(request["body"]).decode(), tls=bool(context))
            with lock:
                log.write(json.dumps(record) + "\n")
                log.flush()
            if request["target"] == "/hang":
                connection.recv(1)
                return
            head = f"HTTP/1.1 {status} Answer\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nETag: \"e1\"\r\n\r\n"
            connection.sendall(head.encode() + (b"" if request["method"] == "HEAD" else body))
    except (OSError, ValueError):
        pass
    finally:
        connection.close()


def main():
    folder = sys.argv[1]
    make_certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "origin.pem"), os.path.join(folder, "origin.key"))
    log, lock, ports = open(os.path.join(folder, "requests.jsonl"), "a"), threading.Lock(), []
    for tls in (None, context):
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        ports.append(listener.getsockname()[1])
        threading.Thread(target=serve, args=(listener, tls, log, lock), daemon=True).start()
    print(*ports, flush=True)
    sys.stdin.read()


main()
