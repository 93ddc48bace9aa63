import { expect, test } from "vitest";
import { createReport } from "../report/index.js";
import { fromFlags } from "./index.js";

test.each([
  ["openapi.yaml", "openapi"],
  ["/srv/specs/Pet Store.v1.json", "pet-store-v1"],
  ["https://api.example.com/specs/pets.yaml?token=secret", "pets"],
  ["https://api.example.com", "api"],
  ["npm:bandwidth-sdk/bandwidth.yml", "bandwidth"],
  ["-", "api"],
])("a server for %s is called %s", (spec, name) => {
  const report = createReport();
  expect(fromFlags({ spec }, "/work", report)).toMatchObject({ name, specs: [{ id: name, from: spec }] });
  expect(report.diagnostics).toEqual([]);
});

test("flags become options, and their paths are not confined", () => {
  const flags = {
    spec: "a.yaml",
    out: "/elsewhere",
    overlay: ["../b.yaml"],
    name: "my.server",
    allowPrivate: true,
  };
  expect(fromFlags(flags, "/work", createReport())).toMatchObject({
    name: "my.server",
    prefix: "MY_SERVER",
    output: "/elsewhere",
    specs: [{ id: "my-server", overlays: ["../b.yaml"] }],
    limits: { allowPrivate: true, maxBytes: 67_108_864 },
    folder: "/work",
  });
});

test("a wrong flag is named as it was typed", () => {
  const report = createReport();
  expect(fromFlags({ spec: "a.yaml", name: "No Good" }, "/work", report)).toBeUndefined();
  expect(report.diagnostics[0]?.message).toMatch(/^Option --name: must be lower-case/);
});
