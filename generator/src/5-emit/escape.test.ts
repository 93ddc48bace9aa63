import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { escapeMarkdown, firstLine, literal, quoted, sourceComment } from "./escape.js";

const evaluate = (text: string): unknown => new Function(`return (${text});`)();

describe("literal", () => {
  test.each<[string, unknown, string]>([
    ["a short object stays on one line", { type: "string" }, `{ type: "string" }`],
    ["empty things", [{}, []], "[{}, []]"],
    ["keys that are no identifiers", { "a-b": 1, "200": 2 }, `{ "200": 2, "a-b": 1 }`],
    ["the prototype key is computed", JSON.parse(`{"__proto__":1}`), `{ ["__proto__"]: 1 }`],
    ["negative zero", -0, "-0"],
    ["big numbers", [1e21, 2 ** 53, 5e-324], "[1e+21, 9007199254740992, 5e-324]"],
    ["line ends of JavaScript", "a\u2028b\u2029", `"a\\u2028b\\u2029"`],
    ["what a reader cannot see", "\u202e\u200b\ufeff\u0085", `"\\u202e\\u200b\\ufeff\\u0085"`],
    ["tag characters, pair by pair", "\u{e0041}", `"\\udb40\\udc41"`],
    ["lone surrogates", "\ud800", `"\\ud800"`],
    ["text stays text", `"\`\${x}\``, `"\\"\`\${x}\`"`],
    ["undefined members are left out", { a: undefined, b: 1 }, "{ b: 1 }"],
  ])("%s", (_, value, text) => {
    expect(literal(value)).toBe(text);
  });

  test("breaks what does not fit into 110 columns, the comma included", () => {
    const fits = "x".repeat(110 - `  a: "", `.length);
    expect(literal({ a: [fits], b: ["y".repeat(60), "z".repeat(60)] })).toBe(
      `{\n  a: [\n    "${fits}",\n  ],\n  b: [\n    "${"y".repeat(60)}",\n    "${"z".repeat(60)}",\n  ],\n}`,
    );
  });

  test.each([[Number.NaN], [undefined], [() => 1], [Symbol("a")], [1n], [new Date(0)]])(
    "refuses what is not JSON: %s",
    (value) => {
      expect(() => literal([value])).toThrow(TypeError);
    },
  );

  test("evaluates to an equal value", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(isDeepStrictEqual(evaluate(literal(value)), value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("holds nothing but literals for the TypeScript parser", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const source = `const x = ${literal(value)};`;
        expect(foreignNodes(source)).toEqual([]);
        expect(source).not.toMatch(/(?!\n)[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
      { numRuns: 300 },
    );
  });

  test("quoted text is one string literal", () => {
    fc.assert(fc.property(hostileText, (text) => evaluate(quoted(text)) === text));
  });
});

const hostileText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        "`",
        "\\",
        "${",
        "*/",
        "//",
        "\r",
        "\n",
        "\u2028",
        "</script>",
        "{{",
        "\0",
        "\ud800",
        "a",
      ),
    )
    .map((parts) => parts.join("")),
);
const keys = fc.oneof(hostileText, fc.constantFrom("__proto__", "constructor", "toString", "200", ""));
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    hostileText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value")),
    fc.array(fc.tuple(keys, tie("value"))).map((pairs) => Object.fromEntries(pairs)),
  ),
})).value;

const allowed = new Set([
  ts.SyntaxKind.SourceFile,
  ts.SyntaxKind.VariableStatement,
  ts.SyntaxKind.VariableDeclarationList,
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.Identifier,
  ts.SyntaxKind.ObjectLiteralExpression,
  ts.SyntaxKind.ArrayLiteralExpression,
  ts.SyntaxKind.PropertyAssignment,
  ts.SyntaxKind.ComputedPropertyName,
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.PrefixUnaryExpression,
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
  ts.SyntaxKind.EndOfFileToken,
]);

const foreignNodes = (source: string): readonly string[] => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (!allowed.has(node.kind)) found.push(ts.SyntaxKind[node.kind]);
    if (ts.isComputedPropertyName(node) && node.getText() !== `["__proto__"]`) found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("x.ts", source, ts.ScriptTarget.ES2023, true));
  return found;
};

test.each([
  ["specs/a.yaml", "/paths/~1pets~1{petId}/get", "specs/a.yaml#/paths/~1pets~1{petId}/get"],
  ["npm:bandwidth-sdk/bandwidth.yml", "", "npm:bandwidth-sdk/bandwidth.yml#"],
  ["a.yaml", "/paths/~1a*\u2028/\n", "a.yaml#/paths/~1a%2A%E2%80%A8/%0A"],
  ["/home/me/specs/a.yaml", "/x", "a.yaml#/x"],
  ["C:\\specs\\a.yaml", "/x", "a.yaml#/x"],
  ["ü%.yaml", "", "%C3%BC%25.yaml#"],
])("%s %s", (file, pointer, text) => {
  expect(sourceComment(file, pointer)).toBe(text);
});

test("is one line of harmless characters, whatever the spec says", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (file, pointer) => {
      expect(sourceComment(file, pointer)).toMatch(/^[A-Za-z0-9_.,:;~/@{}()+=$ %#-]*$/);
    }),
  );
});

test.each([
  ["a | b\nc", "a \\| b c"],
  ["<script>x</script>", "\\<script\\>x\\</script\\>"],
  ["[a](javascript:b) `c` **d**", "\\[a\\](javascript:b) \\`c\\` \\*\\*d\\*\\*"],
  ["\u202eevil\u0007\u2028x", "evil x"],
  ["/users/{userId}", "/users/{userId}"],
])("%j is plain text on a page", (text, markdown) => {
  expect(escapeMarkdown(text)).toBe(markdown);
});

test.each([
  ["Get a pet. It must exist.", "Get a pet."],
  ["One\ntwo\n\nthree", "One two"],
  ["e.g. this one", "e.g. this one"],
  ["x".repeat(200), `${"x".repeat(159)}…`],
  ["", ""],
])("the first line of %j", (text, line) => {
  expect(firstLine(text)).toBe(line);
});
