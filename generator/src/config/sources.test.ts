import { expect, test } from "vitest";
import { createReport } from "../report/index.js";
import { complete } from "./complete.js";
import { copyOf, watchedSources } from "./sources.js";

const read = (specs: readonly object[], more: object = {}) => {
  const report = createReport();
  const said = { name: "x", specs, ...more };
  const config = complete(
    said,
    { folder: "/repo/api", file: "jackfield.config.json", repository: "/repo" },
    report,
  );
  return { config, messages: report.diagnostics.map(({ message }) => message) };
};

test("what is elsewhere is watched under a name of its own; files of the repository are not", () => {
  const { config } = read([
    { id: "own", from: "own.yaml" },
    {
      id: "sdk",
      from: "npm:acme/api.yml",
      published: ["https://a.test/spec/voice.yml?key=1", "https://a.test/spec/Mess%20ages/"],
    },
    { id: "other", from: "https://a.test/other.JSON#x", optional: true },
  ]);
  expect(config && watchedSources(config)).toEqual([
    { name: "sdk", from: "npm:acme/api.yml" },
    {
      name: "sdk.voice",
      from: "https://a.test/spec/voice.yml?key=1",
      copy: "/repo/api/.jackfield/sources/sdk.voice.yml",
    },
    {
      name: "sdk.Mess-20ages",
      from: "https://a.test/spec/Mess%20ages/",
      copy: "/repo/api/.jackfield/sources/sdk.Mess-20ages",
    },
    {
      name: "other",
      from: "https://a.test/other.JSON#x",
      copy: "/repo/api/.jackfield/sources/other.json",
    },
  ]);
  expect(config?.specs.map((spec) => copyOf(spec, config))).toEqual([
    undefined,
    undefined,
    "/repo/api/.jackfield/sources/other.json",
  ]);
});

test.each<[string, object, object, string]>([
  [
    "a file cannot be optional",
    { from: "a.yaml", optional: true },
    {},
    "Option specs[0].optional: only a spec from an https URL can be optional.",
  ],
  [
    "copies do not share a name, whatever the letter case",
    { from: "npm:a/a.yml", published: ["https://a.test/v1/Voice.yml", "https://a.test/v2/voice.yml"] },
    {},
    "Option specs[0].published: two files would be called a.voice.",
  ],
  [
    "parts are published by https",
    { from: "npm:a/a.yml", published: ["http://a.test/voice.yml"] },
    {},
    "Option specs[0].published[0]: must be an https URL.",
  ],
  [
    "the lock is in the repository",
    { from: "a.yaml" },
    { sources: { lock: "../../../sources.lock.json" } },
    "Option sources.lock: ../../../sources.lock.json is outside the repository.",
  ],
  [
    "so do the copies",
    { from: "a.yaml" },
    { sources: { cache: "/tmp/x" } },
    "Option sources.cache: /tmp/x is outside the repository.",
  ],
])("%s", (_, spec, more, message) => {
  expect(read([{ id: "a", ...spec }], more)).toEqual({ config: undefined, messages: [message] });
});
