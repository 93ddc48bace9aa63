import { describe, expect, test } from "vitest";
import { readDocument } from "./document.mjs";
import { inBody, xml } from "./fixtures/judging.mjs";
import { resultProblems } from "./replies.mjs";
import { parseXml } from "./xml-read.mjs";
import { tellable, writeXml } from "./xml-write.mjs";

const paths = {
  addOrder: "/v1/orders",
  setParty: "/v1/parties",
  choose: "/v1/choices",
  title: "/v1/titles",
  example: "/v1/examples",
  note: "/v1/notes",
};
const judged = (operation, body, whole) =>
  xml(operation, { target: paths[operation], ...inBody("application/xml", body) }, { body: { whole } }).join(
    "; ",
  );
const judging = (operation, right, whole) => ({
  right: () => expect(judged(operation, right, whole)).toBe(""),
  wrong: (from, to, words) => {
    const body = right.replace(from, to);
    expect(body).not.toBe(right);
    expect(judged(operation, body, whole)).toContain(words);
  },
});

describe("the body of a wrapper schema", () => {
  const order = judging(
    "addOrder",
    '<?xml version="1.0"?><Order><Name>n</Name><Site>a&lt;&amp;]]&gt;</Site><Count>5</Count><Partial>false</Partial><Tn>1</Tn><Tn>2</Tn><TagList><Tag>7</Tag></TagList><Attributes><Key>k</Key><Value>v</Value><Value>w</Value></Attributes></Order>',
    {
      Order: {
        Count: 5,
        Site: "a<&]]>",
        Name: "n",
        Partial: false,
        Tags: [7],
        Tn: ["1", "2"],
        Attributes: [{ Key: "k", Value: ["v", "w"] }],
      },
    },
  );

  test("that is right is right", order.right);

  test.each([
    [
      "a root around the root",
      /<Order>(.*)<\/Order>/,
      "<OrderRequest><Order>$1</Order></OrderRequest>",
      "root",
    ],
    ["another root", /Order>/g, "order>", "the root element is order, not Order"],
    ["another order", /(<Name>n<.Name>)(<Site>.*?<.Site>)/, "$2$1", "in the order"],
    ["what it is based on after its own", /(<Name>n<.Name>)(.*)(<.Order>)/, "$2$1$3", "in the order"],
    ["another order inside of a list", /(<Key>.*?<.Key>)(.*)(<.Attributes>)/, "$2$1$3", "in the order"],
    ["a list without its element", /<.?TagList>/g, "", "elements around its items, not one"],
    ["an element around a list that has none", /(<Tn>1<.Tn>)/, "<Tns>$1</Tns>", "Tns was never given"],
    ["items under the name of the list", /<(.?)Tag>/g, "<$1TagList>", "TagList was never given"],
    ["the key in place of the name", /TagList/g, "Tags", "elements around its items, not one"],
    ["a lost item", "<Value>w</Value>", "", "has 1 elements <Value>, not 2"],
    ["a field as an attribute", /<Order><Name>n<.Name>/, '<Order Name="n">', "Name stands there 0 times"],
    ["a text in between", "<Tn>", "x<Tn>", "has the text"],
    ["another number", "<Count>5<", "<Count>5.5<", "Count is"],
    ["a boolean of another language", ">false<", ">False<", "Partial is"],
    ["text that is not escaped", "&lt;", "<", "no well-formed XML"],
    ["an ampersand that is not escaped", "&amp;", "&", "no well-formed XML"],
    ["an end of CDATA that is not escaped", "]]&gt;", "]]>", "no well-formed XML"],
    ["a declaration that comes too late", "<Order>", '<Order><?xml version="1.0"?>', "no well-formed XML"],
    ["two roots", "</Order>", "</Order><Order/>", "no well-formed XML"],
    ["a character that XML cannot hold", "<Name>n", "<Name>&#0;", "no well-formed XML"],
  ])("with %s is wrong", (_, from, to, words) => order.wrong(from, to, words));

  test("and the schema is held against it", () => {
    expect(judged("addOrder", "<Order><Count>5</Count></Order>", { Order: { Count: 5 } })).toContain(
      "required property 'Site'",
    );
  });
});

describe("attributes, namespaces and prefixes", () => {
  const party = judging(
    "setParty",
    '<p:party xmlns:p="https://party.example.com/ns" id="5" p:lang="en"><p:name>n</p:name><address kind="k"><city>c</city></address></p:party>',
    { id: 5, lang: "en", name: "n", address: { kind: "k", city: "c" } },
  );

  test("that are right are right", party.right);

  test.each([
    ["no namespace", ' xmlns:p="https://party.example.com/ns"', "", "is in the namespace nothing"],
    ["another namespace", "/ns", "/xs", "is in the namespace"],
    ["the default namespace in place of the prefix", /p:(party)|:p(=)/g, "$1$2", "the prefix"],
    ["another prefix", /p:name/g, "party:name", "the prefix"],
    ["an attribute without its prefix", "p:lang", "lang", "the prefix"],
    ["an attribute as an element", / id="5"(.*?)>/, "$1><id>5</id>", "as an attribute is nothing"],
    ["an element as an attribute", "<city>c</city>", "", "city stands there 0 times"],
    ["an attribute more", 'kind="k"', 'kind="k" z="1"', "the attribute z"],
    ["an attribute twice", 'kind="k"', 'kind="k" kind="k"', "no well-formed XML"],
    ["an attribute of another value", 'kind="k"', 'kind="K"', "as an attribute is"],
  ])("%s is found", (_, from, to, words) => party.wrong(from, to, words));
});

describe("the name of the root", () => {
  test("of alternatives is that of the one that is given", () => {
    const whole = { City: { Name: "n", State: "s" } };
    const right = "<City><Name>n</Name><State>s</State></City>";
    expect(judged("choose", right, whole)).toBe("");
    expect(judged("choose", right.replaceAll("City", "Area"), whole)).toContain("not City");
    expect(judged("choose", `<root>${right}</root>`, whole)).toContain("not City");
    expect(judged("choose", "<City><State>s</State><Name>n</Name></City>", whole)).toContain("in the order");
  });

  test("is the title, the root of the examples, or what text is around it", () => {
    expect(judged("title", "<Realm><Name>n</Name></Realm>", { Name: "n" })).toBe("");
    expect(judged("title", "<RealmPayload><Name>n</Name></RealmPayload>", { Name: "n" })).toContain(
      "not Realm",
    );
    expect(judged("example", "<Site><Name>n</Name></Site>", { Name: "n" })).toBe("");
    expect(judged("example", "<SitePayload><Name>n</Name></SitePayload>", { Name: "n" })).toContain(
      "not Site",
    );
  });

  test("has the text of a field that is its text", () => {
    const whole = { id: 1, text: "a]]>b" };
    expect(judged("note", '<note id="1"><![CDATA[a]]]]><![CDATA[>b]]></note>', whole)).toBe("");
    expect(judged("note", '<note id="1">a]]&gt;b</note>', whole)).toBe("");
    expect(judged("note", '<note id="1"><text>a]]&gt;b</text></note>', whole)).toContain("the text of note");
    expect(judged("note", '<note id="1"><![CDATA[a]]>b]]></note>', whole)).toContain("no well-formed XML");
  });
});

describe("replies", () => {
  const document = readDocument(new URL("fixtures/xml.yaml", import.meta.url).pathname);
  const schemas = document?.components.schemas;

  test("are written by the schema, and told as a value", () => {
    const value = { Count: 1, Orders: [{ Site: "s", Tn: [], Tags: [], Attributes: [{}] }] };
    const told = tellable(document, value, schemas.OrderList);
    expect(told).toEqual({ Count: 1, Orders: [{ Site: "s", Tags: [] }] });
    const list = { $ref: "#/components/schemas/OrderList" };
    const written = writeXml(document, { Count: 1, Orders: [{ Tn: ["1", "2"], Site: "<" }] }, list);
    expect(written).toContain(
      "<OrderList><Count>1</Count><Orders><Order><Site>&lt;</Site><Tn>1</Tn><Tn>2</Tn></Order></Orders></OrderList>",
    );
    expect(parseXml(written)).toMatchObject({ name: "OrderList" });
  });

  test("a result that is not the value is found", () => {
    const reply = { headers: { "content-type": "application/xml" }, body: "<a/>", value: { Tn: ["1"] } };
    const result = (structuredContent) => ({ content: [{ type: "text", text: "" }], structuredContent });
    expect(resultProblems(result({ Tn: ["1"], _notes: ["n"] }), reply)).toEqual([]);
    expect(resultProblems(result({ Tn: "1" }), reply).join()).toContain("Tn is");
    expect(resultProblems(result({ Tn: [1] }), reply).join()).toContain('the result is {"Tn":[1]}');
    expect(resultProblems(result(undefined), reply).join()).toContain("no structured content");
  });
});
