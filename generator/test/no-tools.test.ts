import { afterAll, expect, test } from "vitest";
import type { JsonObject } from "../src/document/json.js";
import { endServed, operation, served } from "./served.js";

afterAll(endServed);

const hook = { post: operation("hook") };

test.each<[string, JsonObject]>([
  ["webhooks only", { webhooks: { w: hook } }],
  ["a path without operations", { paths: { "/a": { summary: "Nothing yet", parameters: [] } } }],
  ["all paths behind a refused reference", { paths: { "/a": { $ref: "https://other.example/a.yaml" } } }],
  ["Swagger 2.0 without paths", { swagger: "2.0", paths: {} }],
  ["operations that are marked as hidden", { paths: { "/a": { get: operation("a", { "x-mcp": false }) } } }],
])("a server without tools says so: %s", async (_, document) => {
  const { listed, findings } = await served(document);
  expect(listed).toEqual({});
  expect(findings.filter((finding) => finding.startsWith("plan/no-tools "))).toHaveLength(1);
});

test("a server with one tool does not", async () => {
  const { findings } = await served({ webhooks: { w: hook }, paths: { "/a": { get: operation("a") } } });
  expect(findings.filter((finding) => finding.startsWith("plan/no-tools "))).toEqual([]);
});
