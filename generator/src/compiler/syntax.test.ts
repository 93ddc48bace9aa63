import { expect, test } from "vitest";
import { syntaxFaults } from "./syntax.js";

test("says where a file is no TypeScript", () => {
  const faults = syntaxFaults([
    { path: "tools/good.ts", text: `import type { A } from "nowhere";\nexport const a: A = 1;\n` },
    { path: "tools/bad.ts", text: `export const a = 1;\nexport const b = "open;\n` },
  ]);
  expect(faults).toEqual([{ path: "tools/bad.ts", line: 2, problem: "Unterminated string literal" }]);
});

test("types that do not fit are no matter of syntax", () => {
  expect(syntaxFaults([{ path: "a.ts", text: `const a: number = "text";` }])).toEqual([]);
});
