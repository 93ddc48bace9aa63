import { expect, test } from "vitest";
import { isForm, isJson, isPlainText, isTextual, isXml, streamKindOf } from "./media-type.js";

const tests = { isForm, isJson, isPlainText, isTextual, isXml };
const answers = (type: string): string =>
  Object.entries(tests)
    .flatMap(([name, is]) => (is(type) ? [name] : []))
    .concat(streamKindOf(type) ?? [])
    .join(" ");

test.each([
  ["application/json", "isJson isTextual"],
  ["Application/JSON; charset=utf-8", "isJson isTextual"],
  ["text/json", "isJson isPlainText isTextual"],
  ["application/vnd.example.v2+json", "isJson isTextual"],
  ["model/gltf+json", "isJson isTextual"],
  ["application/jsonp", ""],
  ["application/xml", "isTextual isXml"],
  ["text/xml;charset=latin1", "isPlainText isTextual isXml"],
  ["application/atom+xml", "isTextual isXml"],
  ["image/svg+xml", "isTextual"],
  ["application/xhtml+xml", "isTextual"],
  ["application/x-www-form-urlencoded", "isForm isTextual"],
  ["multipart/form-data; boundary=x", "isForm"],
  ["multipart/mixed", ""],
  ["text/csv", "isPlainText isTextual"],
  ["application/yaml", "isPlainText isTextual"],
  ["application/vnd.oai.openapi+yaml", "isPlainText isTextual"],
  ["application/graphql", "isPlainText isTextual"],
  ["application/x-ndjson", "lines"],
  ["application/jsonl", "lines"],
  ["application/stream+json", "isJson isTextual lines"],
  ["application/json-seq", "sequence"],
  ["application/geo+json-seq", "sequence"],
  ["text/event-stream", "isPlainText isTextual events"],
  ["application/octet-stream", ""],
  ["image/png", ""],
  ["", ""],
])("%s: %s", (type, expected) => expect(answers(type)).toBe(expected));
