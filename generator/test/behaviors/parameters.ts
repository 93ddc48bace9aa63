import { type Behavior, sends } from "./behavior.js";

const rgb = { R: 100, G: 200, B: 150 };
const colors = ["blue", "bl,ack", "b&w"];

/** Style Examples of the Parameter Object: the letters and values of its own table, with awkward ones added. */
export const parameterBehaviors: readonly Behavior[] = [
  // Server Object: the path of an operation is appended to the address, not resolved against it.
  ["base_path_prefix", {}, sends("GET /v1/plain")],
  ["plain_op", {}, sends("GET /v1/plain_op")],

  // URL Percent-Encoding: everything but the unreserved characters of RFC 3986 is encoded, in UTF-8.
  ["q_encode", { q: "a b&c=d+e/é?#%~" }, sends("GET /v1/q_encode?q=a%20b%26c%3Dd%2Be%2F%C3%A9%3F%23%25~")],
  // Style Values: `form` explodes by default; a comma in a value is none between values.
  [
    "q_array_explode",
    { color: colors },
    sends("GET /v1/q_array_explode?color=blue&color=bl%2Cack&color=b%26w"),
  ],
  ["q_array_csv", { color: colors }, sends("GET /v1/q_array_csv?color=blue,bl%2Cack,b%26w")],
  // No query may hold a bar or a blank, so the delimiters are encoded, as Style Examples shows.
  ["q_array_pipe", { color: colors }, sends("GET /v1/q_array_pipe?color=blue%7Cbl%2Cack%7Cb%26w")],
  ["q_array_space", { color: colors }, sends("GET /v1/q_array_space?color=blue%20bl%2Cack%20b%26w")],
  [
    "q_deepobject",
    { color: rgb },
    sends("GET /v1/q_deepobject?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
  ],
  // The members of an exploded object are parameters of their own; its name is not sent.
  ["q_object_explode", { color: rgb }, sends("GET /v1/q_object_explode?R=100&G=200&B=150")],
  ["q_object_csv", { color: rgb }, sends("GET /v1/q_object_csv?color=R,100,G,200,B,150")],
  [
    "q_bracket_name",
    { filter_x: "y z", top: 5 },
    sends("GET /v1/q_bracket_name?filter%5Bx%5D=y%20z&%24top=5"),
  ],
  // Parameter Object, `content`: the value is written as its media type, then encoded like any other text.
  [
    "q_json_content",
    { filter: { name: "a&b", ids: [1, 2] } },
    sends("GET /v1/q_json_content?filter=%7B%22name%22%3A%22a%26b%22%2C%22ids%22%3A%5B1%2C2%5D%7D"),
  ],

  // Path Templating: a value has no unescaped `/`, `?` or `#`, so it stays one segment.
  ["p_encode", { id: "a/b c?#.." }, sends("GET /v1/p_encode/a%2Fb%20c%3F%23../end")],
  ["p_array", { color: colors }, sends("GET /v1/p_array/blue,bl%2Cack,b%26w")],
  [
    "p_label",
    { one: "blue", many: ["blue", "black"], flat: ["blue", "black"], apart: rgb, joined: rgb },
    sends("GET /v1/p_label/.blue/.blue.black/.blue,black/.R=100.G=200.B=150/.R,100,G,200,B,150"),
  ],
  [
    "p_matrix",
    { one: "bl;ue", many: ["blue", "black"], flat: ["blue", "black"], apart: rgb, joined: rgb },
    sends(
      "GET /v1/p_matrix/;one=bl%3Bue/;many=blue;many=black/;flat=blue,black/;R=100;G=200;B=150/;joined=R,100,G,200,B,150",
    ),
  ],
  [
    "p_two_in_segment",
    { base: "main", head: "you:fix/1" },
    sends("GET /v1/p_two_in_segment/main...you%3Afix%2F1"),
  ],
  // Parameter Object: name and place together make a parameter unique.
  [
    "pq_same_name",
    { id: "of path", id_query: "of query" },
    sends("GET /v1/pq_same_name/of%20path?id=of%20query"),
  ],
  ["ref_param", { id: "7", limit: 10 }, sends("GET /v1/ref_param/7?limit=10")],

  // Headers are not percent-encoded (Appendix D); `simple` puts commas between values.
  [
    "h_param",
    { "X-Trace-Id": "a b/c%20é" },
    sends("GET /v1/h_param", { headers: { "x-trace-id": "a b/c%20é" } }),
  ],
  [
    "h_array",
    { "X-Color": ["blue", "b w"] },
    sends("GET /v1/h_array", { headers: { "x-color": "blue,b w" } }),
  ],
  // `form` in cookies encodes as in queries; RFC 6265 section 4.2.1 puts a semicolon and a blank between pairs.
  [
    "c_param",
    { session: "a b;c", page: 2 },
    sends("GET /v1/c_param", { headers: { cookie: "session=a%20b%3Bc; page=2" } }),
  ],
];
