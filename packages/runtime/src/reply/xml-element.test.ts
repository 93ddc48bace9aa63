import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { readXml, type XmlElement } from "./xml-element.js";

const short = (element: XmlElement | undefined): unknown =>
  element === undefined
    ? undefined
    : [
        element.name,
        Object.fromEntries(element.attributes.map(([name, value]) => [name, value])),
        element.children.map(short),
        element.text,
      ];

describe("documents", () => {
  test.each<[string, unknown]>([
    ["<a/>", ["a", {}, [], ""]],
    ['<?xml version="1.0"?>\n<!-- x --><a>b</a>\n<!-- y -->\n', ["a", {}, [], "b"]],
    ["\ufeff<a b='1' c=\"x>y\" />", ["a", { b: "1", c: "x>y" }, [], ""]],
    ["<a> 1 </a >", ["a", {}, [], " 1 "]],
    [
      "<a>\n <b>1</b>\n <b/>\n</a>",
      [
        "a",
        {},
        [
          ["b", {}, [], "1"],
          ["b", {}, [], ""],
        ],
        "",
      ],
    ],
    ["<a>x<b/>y<![CDATA[<&]]></a>", ["a", {}, [["b", {}, [], ""]], "xy<&"]],
    ["<a>&lt;&gt;&amp;&quot;&apos;&#233;&#xE9;&#x1F600;</a>", ["a", {}, [], "<>&\"'\u00e9\u00e9\u{1f600}"]],
    ["<a b='&lt;1&#10;2'/>", ["a", { b: "<1\n2" }, [], ""]],
    ["<a>&amp;lt;</a>", ["a", {}, [], "&lt;"]],
    ["<a>&nbsp;&x;&#0;&#xD800;&#99999999;&</a>", ["a", {}, [], "&nbsp;&x;&#0;&#xD800;&#99999999;&"]],
    [
      '<x:a xmlns:x="u" xmlns="v" x:b="1" xsi:type="c"><y:c/></x:a>',
      ["a", { b: "1" }, [["c", {}, [], ""]], ""],
    ],
    ["<__proto__><constructor/></__proto__>", ["__proto__", {}, [["constructor", {}, [], ""]], ""]],
    ["<a><!-- <b> --><?pi <c> ?></a>", ["a", {}, [], ""]],
  ])("%s", (text, expected) => expect(short(readXml(text))).toEqual(expected));

  test("xsi:nil", () => {
    expect(readXml('<a xsi:nil="true"/>')).toMatchObject({ nil: true, attributes: [] });
    expect(readXml('<a xsi:nil="false"/>')?.nil).toBe(false);
  });
});

describe("what is refused", () => {
  test.each([
    "",
    "plain",
    "<a>",
    "<a></b>",
    "<a><b></a></b>",
    "</a>",
    "<a/><b/>",
    "<a/>text",
    "<a b=1/>",
    "<a b/>",
    "<a b='<'/>",
    "<a",
    "<a b='x",
    "< a/>",
    "<a><![CDATA[x</a>",
    "<a><!-- x</a>",
    "<!DOCTYPE a><a/>",
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>',
    "<!doctype html><html></html>",
    `${"<a>".repeat(1000)}${"</a>".repeat(1000)}`,
    `<a>${"<b/>".repeat(200_001)}</a>`,
  ])("%.40s", (text) => expect(readXml(text)).toBeUndefined());
});

test.each<[string, string]>([
  ["open tags", "<a ".repeat(100_000)],
  ["spaces", `<a${" ".repeat(500_000)}x`],
  ["names", `<${"a".repeat(500_000)}`],
  ["attributes", `<a ${"b='1' ".repeat(100_000)}`],
  ["half comments", `<a>${"<!-".repeat(100_000)}`],
  ["comments without end", "<!--".repeat(100_000)],
  ["character data", `<a>${"<![CDATA[]]>".repeat(50_000)}`],
  ["ampersands", `<a>${"&#".repeat(200_000)}</a>`],
  ["entities", `<a>${"&amp;".repeat(200_000)}</a>`],
])("%s take linear time", (_, text) => {
  const start = performance.now();
  readXml(text);
  expect(performance.now() - start).toBeLessThan(10_000);
});

const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/);
const text = fc.string({
  unit: fc.constantFrom("a", " ", "\n", "<", ">", "&", '"', "'", "\u00e9", "]", "\u{1f600}"),
});
type Tree = { name: string; attributes: Record<string, string>; children: (Tree | string)[] };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name,
    attributes: fc.dictionary(name, text, { maxKeys: 3 }),
    children: fc.array(fc.oneof({ depthSize: "small" }, text, tie("tree")), { maxLength: 4 }),
  }),
}));
const escaped = (value: string) => value.replace(/[<>&"'\n]/g, (mark) => `&#${mark.charCodeAt(0)};`);
const written = (node: Tree | string): string => {
  if (typeof node === "string")
    return node.includes("]]>") || node === "" ? escaped(node) : `<![CDATA[${node}]]>`;
  const attributes = Object.entries(node.attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${node.name}${attributes.join("")}>${node.children.map(written).join("")}</${node.name}>`;
};

test("reads back whatever was written", () => {
  const expected = (node: Tree): unknown => {
    const children = node.children.filter((child): child is Tree => typeof child !== "string");
    const own = node.children.filter((child) => typeof child === "string").join("");
    return [node.name, node.attributes, children.map(expected), children.length > 0 ? own.trim() : own];
  };
  fc.assert(
    fc.property(tree, (node) => {
      expect(JSON.stringify(short(readXml(written(node))))).toBe(JSON.stringify(expected(node)));
    }),
  );
});

test("takes what another parser takes, and sees the same elements in it", () => {
  const other = new XMLParser({
    preserveOrder: true,
    parseTagValue: false,
    trimValues: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
  });
  type Node = Record<string, unknown>;
  const names = (nodes: readonly Node[]): unknown =>
    nodes.flatMap((node) => {
      const [tag] = Object.keys(node).filter((key) => key !== ":@" && key !== "#text");
      return tag === undefined ? [] : [[tag, names(node[tag] as Node[])]]; // with preserveOrder children are a list
    });
  const mine = (element: XmlElement): unknown => [element.name, element.children.map(mine)];
  const mutated = fc
    .tuple(tree, fc.nat(), fc.constantFrom("<", ">", "/", "", "&", '"', "<b>", "</b>", "<!--"))
    .map(([node, at, piece]) => {
      const whole = written(node);
      const place = at % (whole.length + 1);
      return whole.slice(0, place) + piece + whole.slice(place + 1);
    });
  fc.assert(
    fc.property(mutated, (document) => {
      const read = readXml(document);
      // Each is stricter than the other somewhere; what both take must mean the same to both.
      if (read !== undefined && XMLValidator.validate(document) === true) {
        expect([mine(read)]).toEqual(names(other.parse(document) as Node[]));
      }
    }),
  );
});
