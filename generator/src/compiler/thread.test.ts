import { afterAll, expect, test } from "vitest";
import { compilerHere, startCompiler } from "../../dist/compiler/index.js";

const compiler = startCompiler();
afterAll(() => compiler.stop());

const good = { path: "good.ts", text: "export const a = 1;\n" };
const bad = { path: "bad.ts", text: "export const b = ;\n" };
const fault = { path: "bad.ts", line: 1, problem: "Expression expected" };

test("questions that are asked at once get each its own answer", async () => {
  const document = { openapi: "3.1.0", info: { title: "", version: "" }, paths: {}, components: {} };
  const [types, faults, none] = await Promise.all([
    compiler.printTypes(document),
    compiler.syntaxFaults([bad]),
    compiler.syntaxFaults([good]),
  ]);
  expect(types.kind).toBe("printed");
  expect(faults).toEqual([fault]);
  expect(none).toEqual([]);
});

test("an early question for more files changes no later answer", async () => {
  await compiler.syntaxFaults([good, bad]);
  expect(await compiler.syntaxFaults([good])).toEqual([]);
  expect(await compiler.syntaxFaults([bad])).toEqual([fault]);
  // The same place with another text is another question.
  expect(await compiler.syntaxFaults([{ ...bad, text: good.text }])).toEqual([]);
});

test("a question that nobody waits for is answered before the thread goes to the next run", async () => {
  const other = startCompiler();
  const early = other.syntaxFaults([bad]);
  await other.stop();
  expect(await early).toEqual([fault]);
});

test("the thread counts tokens as this one does", async () => {
  const texts = ["Lists the calls of an account.", "", "<|endoftext|>"];
  const counts = await compiler.countTokens(texts);
  expect(counts).toEqual(await compilerHere.countTokens(texts));
  expect(counts.map((count) => count > 0)).toEqual([true, false, true]);
});
