import Glibc

/// Internal storage in a folder of this machine's disk.
///
/// A URI's path is the file's path under the root. It is walked part by part from the root's descriptor and no symbolic
/// link is followed, so nothing outside is touched even when somebody plants links meanwhile. Files are 0600 and folders
/// 0700, whatever the umask. A file is written in the folder `.incoming` and renamed when it is complete and on the disk;
/// what a killed process left there is removed at the next start. Several processes may share a root.
public final class LocalFileStorage: FileStorage {
  /// The folder of files in the making. No URI leads into it.
  static let incomingFolder = ".incoming"

  private let root: Descriptor
  private let disk: DiskCalls

  /// Opens the folder, and makes it with its parents where it is missing. The root itself may be a symbolic link.
  public convenience init(root path: String) throws(StorageError) {
    try self.init(root: path, disk: .system)
  }

  init(root path: String, disk: DiskCalls) throws(StorageError) {
    try LocalFileStorage.makeFolders(path)
    let root: Descriptor
    do {
      root = try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
    } catch {
      throw error.storageError("open the storage folder", path)
    }
    IncomingFiles.sweep(root)
    self.root = root
    self.disk = disk
  }

  public func open(_ uri: StorageURI) throws(StorageError) -> any StoredFileReader {
    let descriptor = try openFile(uri)
    let size = try regularFileSize(descriptor, uri)
    return LocalFileReader(descriptor, size: size, path: uri.description)
  }

  public func size(of uri: StorageURI) throws(StorageError) -> Int64 {
    try regularFileSize(try openFile(uri), uri)
  }

  public func exists(_ uri: StorageURI) -> Bool {
    (try? size(of: uri)) != nil
  }

  public func create(_ uri: StorageURI) throws(StorageError) -> any StoredFileWriter {
    let folder = try walk(uri, makingFolders: true)
    do {
      let incoming = try root.makeFolder(LocalFileStorage.incomingFolder)
      let (file, name) = try IncomingFiles.make(in: incoming)
      return LocalFileWriter(uri, file: file, temporaryName: name, incoming: incoming, folder: folder, disk: disk)
    } catch {
      throw error.storageError("create", uri.description)
    }
  }

  @discardableResult
  public func delete(_ uri: StorageURI) throws(StorageError) -> Bool {
    let folder: Descriptor
    do {
      folder = try walk(uri, makingFolders: false)
    } catch {
      if case .notFound = error.kind { return false }
      throw error
    }
    if unlinkat(folder.number, uri.name, 0) == 0 { return true }
    switch errno {
    case ENOENT, EISDIR, ENOTDIR: return false
    default: throw DiskFailure(code: errno).storageError("delete", uri.description)
    }
  }

  // MARK: - The way through the folders

  /// The folder that holds the URI's file.
  private func walk(_ uri: StorageURI, makingFolders: Bool) throws(StorageError) -> Descriptor {
    guard uri.components.first != LocalFileStorage.incomingFolder else {
      throw StorageError(.outsideRoot(uri.description))
    }
    var folder: Descriptor
    do {
      folder = try root.open(".", O_RDONLY | O_DIRECTORY)
    } catch {
      throw error.storageError("open the storage folder of", uri.description)
    }
    for name in uri.components.dropLast() {
      do {
        folder = makingFolders ? try folder.makeFolder(name) : try folder.open(name, O_RDONLY | O_DIRECTORY)
      } catch {
        if folder.isSymbolicLink(name) { throw StorageError(.outsideRoot(uri.description)) }
        if !makingFolders && error.code == ENOTDIR { throw StorageError(.notFound(uri.description)) }
        throw error.storageError(makingFolders ? "create" : "open", uri.description)
      }
    }
    return folder
  }

  private func openFile(_ uri: StorageURI) throws(StorageError) -> Descriptor {
    let folder = try walk(uri, makingFolders: false)
    do {
      // Not blocking: a named pipe in the folder would hold the thread for ever.
      return try folder.open(uri.name, O_RDONLY | O_NONBLOCK)
    } catch {
      if error.code == ELOOP { throw StorageError(.outsideRoot(uri.description)) }
      throw error.storageError("open", uri.description)
    }
  }

  private func regularFileSize(_ descriptor: Descriptor, _ uri: StorageURI) throws(StorageError) -> Int64 {
    guard let status = descriptor.status, status.st_mode & S_IFMT == S_IFREG else {
      throw StorageError(.notFound(uri.description))
    }
    return Int64(status.st_size)
  }

  private static func makeFolders(_ path: String) throws(StorageError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      // Made with the final rights at once: only a umask that takes rights from the owner needs the second call.
      if mkdir(made, 0o700) == 0 {
        chmod(made, 0o700)
      } else if errno != EEXIST {
        let reason = String(cString: strerror(errno))
        throw StorageError(
          .system(operation: "create the storage folder", path: path, reason: "\(reason) at '\(made)'"))
      }
    }
  }
}
