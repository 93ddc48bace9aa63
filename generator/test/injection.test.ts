import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { model } from "../src/3-model/index.js";
import { makePlan } from "../src/4-plan/index.js";
import { emit } from "../src/5-emit/index.js";
import { fromFlags } from "../src/config/index.js";
import type { JsonObject } from "../src/document/json.js";
import { createReport } from "../src/report/index.js";
import { patchedSpec } from "./patched-spec.js";

/** A word that may stand in strings and comments, and nowhere else. */
const marker = "PWNED_MARKER";

/** A document with one hostile text in every place where a spec holds text. */
const documentWith = (text: string): JsonObject => ({
  openapi: "3.1.0",
  info: { title: text, version: text, description: text },
  servers: [{ url: `https://x.test/${text}`, variables: { [text]: { default: text, enum: [text] } } }],
  tags: [{ name: text, description: text }],
  security: [{ [text]: [text] }],
  paths: {
    [`/${text}/{id}`]: {
      summary: text,
      parameters: [
        {
          name: "id",
          in: "path",
          required: true,
          description: text,
          schema: { type: "string", default: text },
        },
      ],
      post: {
        operationId: text,
        summary: text,
        description: text,
        tags: [text],
        externalDocs: { url: text },
        [`x-${text}`]: text,
        parameters: [
          {
            name: text,
            in: "query",
            description: text,
            schema: { enum: [text], title: text, format: text, pattern: text },
          },
          { name: text, in: "header", schema: { const: text } },
          { name: text, in: "cookie", schema: { type: "string", examples: [text] } },
        ],
        requestBody: {
          description: text,
          content: {
            [`application/${text}`]: { schema: { type: "string" } },
            "application/json": {
              schema: {
                type: "object",
                title: text,
                description: text,
                required: [text],
                properties: {
                  [text]: { type: "string", description: text, default: text, xml: { name: text } },
                  nested: {
                    $ref: `#/components/schemas/${text.replaceAll("~", "~0").replaceAll("/", "~1")}`,
                  },
                },
              },
            },
          },
        },
        responses: {
          200: { description: text, content: { [text]: { schema: { type: "string", enum: [text] } } } },
        },
        callbacks: { [text]: { [text]: {} } },
      },
    },
  },
  components: {
    schemas: { [text]: { type: "object", properties: { [text]: { enum: [text] } } } },
    securitySchemes: { [text]: { type: "apiKey", in: "header", name: text } },
  },
});

const filesOf = async (text: string) => {
  const report = createReport();
  const config = fromFlags({ spec: "hostile.yaml", name: "hostile" }, "/", report);
  if (!config) throw new Error("no config");
  const given = { id: "hostile", file: "hostile.yaml", source: "hostile.yaml" };
  const spec = patchedSpec(documentWith(text), given);
  const api = model(spec, { replySchemas: true }, report);
  const plan = makePlan([{ api, changes: [] }], { ...config, pinned: [] }, report);
  return emit(plan, [api], report);
};

/** Identifiers with the marker, and faults of syntax: both mean that text became code. */
const escapesOf = (path: string, text: string): readonly string[] => {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = diagnostics.map(
    ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
  );
  const visit = (node: ts.Node): void => {
    const isName =
      ts.isIdentifier(node) && !(ts.isPropertyAssignment(node.parent) || ts.isPropertySignature(node.parent));
    if (isName && node.text.includes(marker)) found.push(`${path}: the name ${node.text}`);
    if (ts.isCallExpression(node) && node.getText().includes(marker) && !ts.isAwaitExpression(node.parent))
      found.push(`${path}: a call`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const breakOuts = [
  `${marker}`,
  `";${marker}();//`,
  `';${marker}();//`,
  `\`;${marker}();//`,
  `\${${marker}()}`,
  `*/${marker}();/*`,
  `\n${marker}();\n`,
  `\r${marker}();`,
  `\u2028${marker}();\u2029`,
  `</script><script>${marker}()</script>`,
  `{{${marker}}}{{{${marker}}}}`,
  `\\";${marker}();//`,
  `]}});${marker}();//`,
  `"]; ${marker}(); const x = ["`,
  `__proto__`,
  `constructor`,
  `${marker} as any`,
  `#/../${marker}`,
];

test.each(breakOuts)("%j stays text in every place", async (text) => {
  const files = await filesOf(text);
  const escapes = files
    .filter(({ path }) => path.endsWith(".ts"))
    .flatMap(({ path, text: code }) => escapesOf(path, code));
  expect(escapes).toEqual([]);
  expect(files.filter(({ path }) => !/^[\w./-]+$/.test(path) || path.includes(".."))).toEqual([]);
});

test("so does any mixture of them", async () => {
  const piece = fc.constantFrom(
    '"',
    "'",
    "`",
    "\\",
    "${",
    "}",
    "*/",
    "/*",
    "//",
    "\n",
    "\r",
    "\u2028",
    "<",
    "{{",
    ")",
    ";",
    marker,
    "a",
    "é",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 12 }), async (pieces) => {
      const files = await filesOf(pieces.join(""));
      const code = files.filter(({ path }) => path.endsWith(".ts"));
      expect(code.flatMap(({ path, text }) => escapesOf(path, text))).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 60_000);
