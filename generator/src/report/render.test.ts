import { expect, test } from "vitest";
import { createReport, renderText, toRecords } from "./index.js";

const twoFaults = () => {
  const report = createReport();
  report.add("load/syntax", { file: "a.yaml", line: 3, column: 7 }, { problem: "a colon is missing." });
  report.add(
    "model/dangling-ref",
    { file: "a.yaml", pointer: "/paths/~1x/get" },
    { ref: "#/a", circular: false },
  );
  return report;
};

test("an error is one line with its place and a line that says what to do", () => {
  const [first, second] = renderText(twoFaults().diagnostics.slice(0, 1)).split("\n");
  expect(first).toBe("a.yaml:3:7 load/syntax Not valid JSON or YAML: a colon is missing.");
  expect(second).toBe("  fix: Fix the document at this place.");
});

test("what is no error says so, and the pointer stands in for a line nobody knows", () => {
  const text = renderText(twoFaults().diagnostics.slice(1));
  expect(text).toContain(
    "a.yaml#/paths/~1x/get model/dangling-ref warning: Reference #/a points at nothing.\n",
  );
});

test("a position is looked up for a pointer only, and only while printing", () => {
  const asked: string[] = [];
  const locate = (file: string, pointer: string) => {
    asked.push(`${file}#${pointer}`);
    return { line: 12, column: 5 };
  };
  const { diagnostics } = twoFaults();
  expect(asked).toEqual([]);
  expect(renderText(diagnostics, { locate })).toContain("a.yaml:12:5 model/dangling-ref");
  expect(asked).toEqual(["a.yaml#/paths/~1x/get"]);
});

test("text of a document cannot steer the terminal", () => {
  const report = createReport();
  const problem = "\u001b[2Jgone\nload/ok \u202Etxt.exe\u200B \u{E0041} \u009B31m";
  report.add("load/syntax", { file: "evil\u001b]0;x\u0007.yaml" }, { problem });
  const text = renderText(report.diagnostics);
  expect(text.split("\n")).toHaveLength(3);
  expect(text).toContain("<U+001B>[2Jgone load/ok <U+202E>txt.exe<U+200B> <U+E0041> <U+009B>31m");
  expect(text).toMatch(/^evil<U\+001B>\]0;x<U\+0007>\.yaml /);
});

test("colours appear only when asked for", () => {
  const { diagnostics } = twoFaults();
  expect(renderText(diagnostics)).not.toContain("\u001b");
  expect(renderText(diagnostics, { color: true })).toContain("\u001b[31mload/syntax\u001b[0m");
});

test("many equal diagnostics are folded in text and all there in JSON", () => {
  const report = createReport();
  for (let line = 1; line <= 9; line++) report.add("load/empty", { file: "a", line, column: 1 }, {});
  report.add("load/syntax", { file: "a", line: 10, column: 1 }, { problem: "x" });
  const text = renderText(report.diagnostics);
  expect(text.match(/load\/empty The/g)).toHaveLength(5);
  expect(text).toContain("  … and 4 more load/empty (--json lists all)\na:10:1 load/syntax");
  expect(toRecords(report.diagnostics)).toHaveLength(10);
});

test("a record for programs is flat and has its position", () => {
  const [syntax, dangling] = toRecords(twoFaults().diagnostics, () => ({ line: 2, column: 1 }));
  expect(syntax).toMatchObject({
    code: "load/syntax",
    severity: "error",
    file: "a.yaml",
    line: 3,
    column: 7,
  });
  expect(dangling).toMatchObject({ pointer: "/paths/~1x/get", line: 2, column: 1 });
});
