/// Whether a rendered condition counts as true: false are only `false`, `0`, `-0` and blank text (Kestra 1.x).
public func isTruthy(_ rendered: String) -> Bool {
  !["", "false", "0", "-0"].contains(rendered.trimmed)
}
