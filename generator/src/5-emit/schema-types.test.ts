import ts from "typescript";
import { expect, test } from "vitest";
import { sampleApi } from "../../test/sample-plan.js";
import { schemaTypes } from "./schema-types.js";

const wanted = [
  {
    id: "getLetter",
    pointer: "/paths/~1get-letter/post",
    output: { status: "200", mediaType: "application/json" },
  },
  { id: "sendLetter", pointer: "/paths/~1send-letter/post" },
];

const textOf = async (text?: string): Promise<string> => {
  const types = await schemaTypes(sampleApi(text), wanted);
  return types.kind === "printed" ? types.text : `failed: ${types.problem}`;
};

test("prints operations and the components they use", async () => {
  const text = await textOf();
  expect(text).toContain(`getLetter: {`);
  expect(text).toContain(`"letter-id": "plain";`);
  expect(text).toContain(`copies?: number;`);
  expect(text).not.toMatch(/Unused|paths|webhooks/);
});

test("the same document gives the same text", async () => {
  expect(await textOf()).toBe(await textOf());
});

test.each([
  ["*/ evil(); /*"],
  ['"]; evil(); //'],
  ["`\u0024{evil()}`"],
  ["\u2028evil();"],
  ["\r\nevil();\n"],
  ["\u202eevil"],
])("text of a spec stays in string literals: %j", async (hostile) => {
  const text = await textOf(hostile);
  const file = ts.createSourceFile("x.ts", text, ts.ScriptTarget.ES2023, true);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  expect(names.filter((name) => name.includes("evil"))).toEqual([]);
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(
    text.split("\n").filter((line) => /\/[/*]/.test(line.replace(/"(?:[^"\\]|\\.)*"/g, ""))),
  ).toHaveLength(1);
});

test("an operation that the API lacks is a problem with a name", async () => {
  expect(await schemaTypes(sampleApi(), [{ id: "gone", pointer: "/paths/~1gone/get" }])).toEqual({
    kind: "failed",
    problem: "there is no operation gone",
  });
});
