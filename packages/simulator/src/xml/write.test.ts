import { expect, test } from "vitest";
import { branch, leaf, maybe, writeXml } from "./write.js";

test("elements stand in their order, and what is not there is left out", () => {
  const root = branch("A", leaf("B", 1), undefined, [leaf("C", true), maybe("D", undefined)], branch("E"));
  expect(writeXml(root)).toBe(
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><A><B>1</B><C>true</C><E/></A>',
  );
});

test("text cannot become markup", () => {
  expect(writeXml(leaf("A", "</A><B>&amp;\r\n"))).toContain("<A>&lt;/A&gt;&lt;B&gt;&amp;amp;&#13;\n</A>");
});
