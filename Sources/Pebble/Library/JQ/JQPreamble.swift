/// Definitions that stand before every jq program. They shut what reaches out of it (files, environment, standard error,
/// the end of the process), and what libjq 1.6 answers with an abort or with all memory at once.
enum JQPreamble {
  static let text = """
    def halt: error("halt is not available"); def halt_error: halt; def halt_error($code): halt; \
    def input: error("No more inputs"); def inputs: empty; def debug: .; def stderr: .; \
    def input_filename: null; def input_line_number: 0; def get_search_list: []; \
    def modulemeta: error("modules are not available"); def env: {}; \
    def fromstream(f): error("fromstream is not available"); \
    def apus_implode: implode; \
    def implode: if type == "array" and \
    all(.[]; type == "number" and . >= 0 and . <= 1114111 and (. < 55296 or . > 57343)) \
    then apus_implode else error("implode input must be an array of code points") end; \
    def apus_strindices($i): _strindices($i); \
    def _strindices($i): if type == "string" and ($i | type) == "string" and $i != "" then apus_strindices($i) else null end; \
    def indices($i): if type == "array" and ($i | type) == "array" then .[$i] elif type == "array" then .[[$i]] \
    else _strindices($i) end; \
    def index($i): indices($i) | .[0]; def rindex($i): indices($i) | .[-1:][0]; \
    def apus_setpath($p; $v): setpath($p; $v); \
    def setpath($p; $v): if ($p | type) == "array" and any($p[]; type == "number" and . > 1000000) \
    then error("an array may have 1000000 items") else apus_setpath($p; $v) end; \
    def _assign(paths; $value): reduce path(paths) as $p (.; setpath($p; $value)); \
    def _modify(paths; update): reduce path(paths) as $p \
    (.; first((. as $x | getpath($p) | update | . as $v | $x | setpath($p; $v)), delpaths([$p]))); \
    def apus_multiply($a; $b): $a * $b; \
    def _multiply(a; b): b as $b | a as $a | ([$a, $b] | map(type)) as $types | \
    if ($types == ["string", "number"] and apus_multiply($a | length; $b) > 1000000) \
    or ($types == ["number", "string"] and apus_multiply($b | length; $a) > 1000000) \
    then error("a repeated text may have 1000000 characters") else apus_multiply($a; $b) end; \
    {} as $ENV |

    """
}
