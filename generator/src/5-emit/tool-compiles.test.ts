import { expect, test } from "vitest";
import { compileErrors, memoryFolder } from "../../test/compile-files.js";
import { sampleApi, samplePlan } from "../../test/sample-plan.js";
import { createReport } from "../report/index.js";
import { emit } from "./index.js";

const emitted = async (change: (text: string) => string): Promise<ReadonlyMap<string, string>> => {
  const files = await emit(samplePlan(), [sampleApi()], createReport());
  const sources = files.filter(({ path }) => path.endsWith(".ts"));
  return new Map(
    sources.map(({ path, text }) => [
      `${memoryFolder}${path}`,
      path.startsWith("tools/") ? change(text) : text,
    ]),
  );
};

test("what is emitted compiles under strict settings", async () => {
  expect(compileErrors(await emitted((text) => text))).toEqual([]);
});

test.each<[string, (text: string) => string, RegExp]>([
  [
    "a property too many",
    (text) => text.replace("copies: {", "extra: true, copies: {"),
    /'extra' does not exist/,
  ],
  ["a property too few", (text) => text.replace(/, copies: \{[^}]*\}/, ""), /Property 'copies' is missing/],
  [
    "a required key that is optional",
    (text) => text.replace(`required: ["to"]`, `required: ["to", "copies"]`),
    /"copies"/,
  ],
  [
    "a required key not listed",
    (text) => text.replace(`required: ["to"],`, "required: [],"),
    /does not satisfy the constraint 'never'/,
  ],
  [
    "no required list at all",
    (text) => text.replace(`required: ["to"],`, ""),
    /does not satisfy the constraint 'never'/,
  ],
  [
    "a method that is not text",
    (text) => text.replace(`method: "POST"`, "method: 1"),
    /not assignable to type 'string'/,
  ],
])("the compiler finds %s", async (_, change, message) => {
  expect(compileErrors(await emitted(change)).join("\n")).toMatch(message);
});
