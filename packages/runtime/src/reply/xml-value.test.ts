import type { JsonSchema } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { readXml } from "./xml-element.js";
import { xmlValue } from "./xml-value.js";

const convert = (text: string, schema?: JsonSchema): unknown => {
  const document = readXml(text);
  if (document === undefined) throw new Error("not well-formed");
  return xmlValue(document, schema);
};

const text = { type: "string" };
const object = (properties: Record<string, JsonSchema>) => ({ type: "object", properties });
const list = (items: JsonSchema, xml?: Record<string, unknown>): JsonSchema => ({
  type: "array",
  items,
  ...(xml && { xml }),
});

describe("by schema", () => {
  test.each<[string, string, JsonSchema, unknown]>([
    [
      "text has the type of the schema",
      "<a><n>5</n><b>true</b><s>false</s><f> 1.5 </f></a>",
      object({ n: { type: "integer" }, b: { type: "boolean" }, s: text, f: { type: "number" } }),
      { n: 5, b: true, s: "false", f: 1.5 },
    ],
    [
      "big integers keep their digits",
      "<a><n>9007199254740993</n></a>",
      object({ n: { type: "integer" } }),
      { n: "9007199254740993" },
    ],
    [
      "text that does not fit stays text",
      "<a><n>five</n><b>yes</b></a>",
      object({ n: { type: "integer" }, b: { type: "boolean" } }),
      { n: "five", b: "yes" },
    ],
    [
      "leading zeros do not make a number",
      "<a><n>007</n></a>",
      object({ n: { type: "integer" } }),
      { n: "007" },
    ],
    [
      "an empty element is not a number but an empty text",
      "<a><n/><s/></a>",
      object({ n: { type: "integer" }, s: text }),
      { n: null, s: "" },
    ],
    [
      "null where the schema has it",
      "<a><s/><t xsi:nil='true'/></a>",
      object({ s: { type: ["string", "null"] }, t: text }),
      { s: null, t: null },
    ],
    ["one is a list where the schema says so", "<a><p>1</p></a>", object({ p: list(text) }), { p: ["1"] }],
    ["many are a list", "<a><p>1</p><p>2</p></a>", object({ p: list({ type: "integer" }) }), { p: [1, 2] }],
    ["none is no key", "<a><q>1</q></a>", object({ p: list(text), q: text }), { q: "1" }],
    [
      "items by their own name",
      "<a><pet>1</pet></a>",
      object({ pets: list({ type: "string", xml: { name: "pet" } }) }),
      { pets: ["1"] },
    ],
    [
      "a wrapped list",
      "<a><pets><pet>1</pet></pets></a>",
      object({ pets: list({ type: "string", xml: { name: "pet" } }, { wrapped: true }) }),
      { pets: ["1"] },
    ],
    [
      "a list of objects, empty although it is not wrapped",
      "<a><errors/></a>",
      object({ errors: list(object({ code: text })) }),
      { errors: [] },
    ],
    ["an empty text in a list", "<a><p/></a>", object({ p: list(text) }), { p: [""] }],
    [
      "a wrapped list, empty",
      "<a><pets/></a>",
      object({ pets: list(text, { wrapped: true }) }),
      { pets: [] },
    ],
    [
      "a wrapped list under another name",
      "<a><Pets><pets>1</pets></Pets></a>",
      object({ pets: list(text, { wrapped: true, name: "Pets" }) }),
      { pets: ["1"] },
    ],
    [
      "wrapped, although the schema does not say so",
      "<a><Tns><Tn>1</Tn></Tns></a>",
      object({ Tns: list(text) }),
      { Tns: ["1"] },
    ],
    [
      "wrapped objects, although the schema does not say so",
      "<a><Tns><Tn><id>1</id></Tn></Tns></a>",
      object({ Tns: list(object({ id: text })) }),
      { Tns: [{ id: "1" }] },
    ],
    [
      "not wrapped, although the schema says so",
      "<a><pet>1</pet><pet>2</pet></a>",
      object({ pets: list({ type: "string", xml: { name: "pet" } }, { wrapped: true }) }),
      { pets: ["1", "2"] },
    ],
    [
      "the root is a list",
      "<pets><pet><id>1</id></pet></pets>",
      list(object({ id: { type: "integer" } })),
      [{ id: 1 }],
    ],
    [
      "attributes beside elements",
      '<a id="7"><n>x</n></a>',
      object({ id: { type: "integer", xml: { attribute: true } }, n: text }),
      { id: 7, n: "x" },
    ],
    [
      "names and prefixes of the schema",
      '<x:a xmlns:x="u"><x:Nm>x</x:Nm></x:a>',
      object({ n: { type: "string", xml: { name: "Nm", prefix: "x" } } }),
      { n: "x" },
    ],
    [
      "prefixes in the names of properties",
      '<a xmlns:dc="u" xml:base="b"><dc:date>1</dc:date><m:g><m:x>5</m:x></m:g><i:e>y</i:e></a>',
      object({
        "dc:date": text,
        "xml:base": text,
        "m:g": object({ "m:x": { type: "integer" } }),
        "i:e": list(text),
      }),
      { "dc:date": "1", "xml:base": "b", "m:g": { "m:x": 5 }, "i:e": ["y"] },
    ],
    [
      "a prefix tells fields of one local name apart",
      '<a dc:id="1" id="2"><dc:title>x</dc:title><title>y</title></a>',
      object({ title: text, "dc:title": text, id: text, "dc:id": text }),
      { title: "y", "dc:title": "x", id: "2", "dc:id": "1" },
    ],
    [
      "what the schema does not know is kept",
      '<a z="1"><n>5</n><more><x>1</x><x>2</x></more></a>',
      object({ n: { type: "integer" } }),
      { n: 5, more: { x: ["1", "2"] }, z: "1" },
    ],
    [
      "several where the schema says one",
      "<a><n>1</n><n>2</n></a>",
      object({ n: { type: "integer" } }),
      { n: [1, 2] },
    ],
    [
      "text where an object is expected",
      "<a><o>words</o></a>",
      object({ o: object({ x: text }) }),
      { o: "words" },
    ],
    ["nothing where an object is expected", "<a><o/></a>", object({ o: object({ x: text }) }), { o: {} }],
    [
      "the root named as a property",
      "<R><n>5</n></R>",
      object({ R: object({ n: { type: "integer" } }) }),
      { R: { n: 5 } },
    ],
    ["an element like the root inside it", "<R><R>5</R></R>", object({ R: { type: "integer" } }), { R: 5 }],
    [
      "the root named as a property, with an element of its name inside",
      "<Tns><Tns>5</Tns></Tns>",
      object({ Tns: object({ Tns: { type: "integer" } }) }),
      { Tns: { Tns: 5 } },
    ],
    [
      "the root named as a list",
      "<Tns><Tn>5</Tn></Tns>",
      object({ Tns: list({ type: "integer", xml: { name: "Tn" } }) }),
      { Tns: [5] },
    ],
    [
      "the root under another name than its property has",
      "<Renamed><n>5</n></Renamed>",
      object({ R: object({ n: { type: "integer" } }) }),
      { R: { n: 5 } },
    ],
    [
      "objects of one field, in the element of their list",
      "<a><Tns><Tn>1</Tn><Tn>2</Tn></Tns></a>",
      object({ Tns: list(object({ Tn: text })) }),
      { Tns: [{ Tn: "1" }, { Tn: "2" }] },
    ],
    [
      "one of them",
      "<a><Tns><Tn>1</Tn></Tns></a>",
      object({ Tns: list(object({ Tn: text })) }),
      { Tns: [{ Tn: "1" }] },
    ],
    [
      "items that have a field of their own name",
      "<a><Realms><Realm><Id>1</Id><Realm>r</Realm></Realm></Realms></a>",
      object({ Realms: list(object({ Id: { type: "integer" }, Realm: text })) }),
      { Realms: [{ Id: 1, Realm: "r" }] },
    ],
    [
      "a list of one list",
      "<a><m><m>1</m><m>2</m></m></a>",
      object({ m: list(list({ type: "integer" })) }),
      { m: [[1, 2]] },
    ],
    [
      "one field in several alternatives has the fields of all",
      "<a><o><n>1</n><m>2</m></o></a>",
      {
        oneOf: [
          object({ o: object({ n: { type: "integer" } }) }),
          object({ o: object({ m: { type: "integer" } }) }),
        ],
      },
      { o: { n: 1, m: 2 } },
    ],
    [
      "text of the element around it",
      '<a><o id="1">x</o></a>',
      object({
        o: object({
          id: { type: "integer", xml: { attribute: true } },
          v: { ...text, xml: { nodeType: "text" } },
        }),
      }),
      { o: { id: 1, v: "x" } },
    ],
    [
      "such text without attributes",
      "<a>7</a>",
      object({ v: { type: "integer", xml: { nodeType: "cdata" } } }),
      { v: 7 },
    ],
    [
      "fields without an element around them",
      "<a><x>1</x><y>2</y></a>",
      object({ x: text, o: { ...object({ y: text }), xml: { nodeType: "none" } } }),
      { x: "1", o: { y: "2" } },
    ],
    [
      "items without an element of their own",
      "<a><x>1</x><y>2</y><x>3</x><x>4</x></a>",
      object({ l: list({ ...object({ x: text, y: text }), xml: { nodeType: "none" } }) }),
      { l: [{ x: "1", y: "2" }, { x: "3" }, { x: "4" }] },
    ],
    [
      "unions have the fields of all",
      "<a><n>5</n><m>6</m></a>",
      { oneOf: [object({ n: { type: "integer" } }), object({ m: { type: "integer" } })] },
      { n: 5, m: 6 },
    ],
    [
      "__proto__ is a name",
      "<a><__proto__>1</__proto__></a>",
      object({ n: text }),
      JSON.parse('{"__proto__":"1"}'),
    ],
  ])("%s", (_, document, schema, expected) => {
    expect(JSON.stringify(convert(document, schema))).toBe(JSON.stringify(expected));
  });

  test("references, composition and recursion", () => {
    const schema: JsonSchema = {
      $ref: "#/$defs/node",
      $defs: {
        named: object({ name: text }),
        node: {
          allOf: [
            { $ref: "#/$defs/named" },
            object({ child: list({ $ref: "#/$defs/node" }), size: { type: "integer" } }),
          ],
        },
      },
    };
    expect(
      convert(
        "<node><name>1</name><child><name>2</name><child><size>3</size></child></child></node>",
        schema,
      ),
    ).toEqual({
      name: "1",
      child: [{ name: "2", child: [{ size: 3 }] }],
    });
  });

  test("the list of applications of Bandwidth: one, several and none", () => {
    const schema = object({
      ApplicationList: object({
        Application: list(object({ ApplicationId: text, CallbackTimeout: { type: "integer" } })),
      }),
    });
    const reply = (inside: string) =>
      `<ApplicationProvisioningResponse>${inside}</ApplicationProvisioningResponse>`;
    const application = (id: string) => `<Application><ApplicationId>${id}</ApplicationId></Application>`;
    expect(convert(reply(`<ApplicationList>${application("1")}</ApplicationList>`), schema)).toEqual({
      ApplicationList: { Application: [{ ApplicationId: "1" }] },
    });
    expect(
      convert(reply(`<ApplicationList>${application("1")}${application("2")}</ApplicationList>`), schema),
    ).toEqual({
      ApplicationList: { Application: [{ ApplicationId: "1" }, { ApplicationId: "2" }] },
    });
    expect(convert(reply("<ApplicationList/>"), schema)).toEqual({ ApplicationList: {} });
  });
});

describe("without a schema", () => {
  test.each<[string, unknown]>([
    ["<a>x</a>", "x"],
    ["<a/>", ""],
    ["<a><b>1</b><c/></a>", { b: "1", c: "" }],
    ["<a><b>1</b><b>2</b></a>", { b: ["1", "2"] }],
    ['<a x="1">t</a>', { x: "1", "#text": "t" }],
    ['<a b="1"><b>2</b></a>', { b: "2", "@b": "1" }],
    ["<a>t<b>1</b>u</a>", { b: "1", "#text": "tu" }],
    ["<a xsi:nil='1'/>", null],
  ])("%s", (document, expected) => expect(convert(document)).toEqual(expected));
});

test("100,000 elements take linear time", () => {
  const document = `<a>${"<p><id>1</id></p>".repeat(50_000)}</a>`;
  const start = performance.now();
  const value = convert(document, object({ p: list(object({ id: { type: "integer" } })) }));
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(value).toMatchObject({ p: expect.objectContaining({ length: 50_000 }) });
});
