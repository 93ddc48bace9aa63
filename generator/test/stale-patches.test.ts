import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCheck } from "../src/cli/check.js";
import { runGenerate } from "../src/cli/generate.js";
import { runInspect } from "../src/cli/inspect.js";
import { runServe } from "../src/cli/serve.js";
import { ran } from "./command-run.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-stale-"));
  mkdirSync(join(folder, ".git"));
  put("api.yaml", spec);
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (path: string, text: string): string => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return join(folder, path);
};

const spec = `openapi: 3.0.3
info: { title: T, version: "1" }
servers: [{ url: https://api.example }]
paths:
  /a:
    get:
      operationId: a
      summary: Fixed
      tags: [x]
      responses: { "204": { description: Done } }
`;

const overlay = (actions: string): string =>
  `overlay: 1.1.0\ninfo: { title: t, version: 1.0.0 }\nx-reason: Because.\nactions:\n  - ${actions}\n`;

const config = (...overlays: readonly string[]): string =>
  put(
    "jackfield.config.json",
    JSON.stringify({ name: "a-mcp", specs: [{ id: "api", from: "api.yaml", overlays }], output: "out" }),
  );

const get = "$.paths['/a'].get";
const stale: readonly (readonly [string, string, string])[] = [
  [
    "an update that upstream has made",
    `{ target: "${get}.summary", x-expect: Bad, update: Fixed }`,
    "repaired-upstream",
  ],
  [
    "an update of what upstream changed",
    `{ target: "${get}.summary", x-expect: Bad, update: Good }`,
    "upstream-changed",
  ],
  [
    "a removal that upstream has made",
    `{ target: "${get}.deprecated", x-expect: true, remove: true }`,
    "repaired-upstream",
  ],
  [
    "a removal of what upstream changed",
    `{ target: "${get}.tags", x-expect: [], remove: true }`,
    "upstream-changed",
  ],
  [
    "a copy that upstream has made",
    `{ target: "${get}.summary", x-expect: Bad, copy: "${get}.summary" }`,
    "repaired-upstream",
  ],
  [
    "a copy to what upstream changed",
    `{ target: "${get}.summary", x-expect: Bad, copy: "${get}.operationId" }`,
    "upstream-changed",
  ],
  [
    "an update of what upstream dropped",
    `{ target: "${get}.description", x-expect: Bad, update: Good }`,
    "no-match",
  ],
];

describe.each(stale)("%s", (_, action, code) => {
  const commands = {
    generate: (file: string) => ran((session) => runGenerate({ config: file }, session), { config: file }),
    check: (file: string) => ran(runCheck, { config: file }),
    inspect: (file: string) => ran((session) => runInspect(undefined, {}, session), { config: file }),
    serve: () => {
      const flags = { overlay: [join(folder, "fix.yaml")], watch: false };
      return ran((session) => runServe(join(folder, "api.yaml"), flags, [], session));
    },
  };
  test.each(Object.entries(commands))(
    "%s ends with 2 and says to delete the patch",
    async (_name, command) => {
      put("fix.yaml", overlay(action));
      const { code: exit, err } = await command(config("fix.yaml"));
      expect(exit).toBe(2);
      expect(err).toMatch(new RegExp(`fix\\.yaml:5:5 patch/${code} `));
      expect(err).toMatch(/fix: .*delete this patch/);
    },
  );
});

describe("check", () => {
  const check = async (...overlays: readonly string[]) => {
    const file = config(...overlays);
    const made = await ran((session) => runGenerate({ config: file }, session), { config: file });
    expect(made.code).toBe(0);
    return ran(runCheck, { config: file });
  };
  const live = `{ target: $.info, update: { title: New } }`;

  test("patches that do something are fine", async () => {
    put("patches/live.yaml", overlay(live));
    expect(await check("patches/live.yaml")).toMatchObject({ code: 0, out: "" });
  });

  test("an action without effect is a finding, quiet or not", async () => {
    put("patches/half.yaml", overlay(`${live}\n  - { target: $.info, update: { version: "1" } }`));
    const { code, err } = await check("patches/half.yaml");
    expect(code).toBe(1);
    expect(err).toMatch(/half\.yaml:6:5 patch\/no-effect .*\n {2}fix: .*delete this patch/);
    const options = { config: join(folder, "jackfield.config.json") };
    expect((await ran(runCheck, { ...options, quiet: true })).err).toContain("patch/no-effect");
    const { out } = await ran(runCheck, { ...options, json: true });
    expect(JSON.parse(out)).toMatchObject({ ok: false });
  });

  test("a file that changes nothing is a finding, even when each action may match nothing", async () => {
    put("patches/idle.yaml", overlay("{ target: $.nothing, remove: true, x-optional: true }"));
    const { code, err } = await check("patches/idle.yaml");
    expect(code).toBe(1);
    expect(err).toMatch(
      /patches\/idle\.yaml patch\/changes-nothing .*\n {2}fix: Delete the file and its line/,
    );
  });

  test("an overlay next to the others that nobody lists is a finding; other files are none", async () => {
    put("patches/live.yaml", overlay(live));
    put("patches/other.yaml", overlay(live));
    put("patches/notes.yaml", "a: 1\n");
    put("patches/broken.yaml", "a: [\n");
    put("patches/api/fresh.json", JSON.stringify({ overlay: "1.0.0", info: {}, actions: [] }));
    const { code, err } = await check("patches/live.yaml");
    expect(code).toBe(1);
    expect(
      [...err.matchAll(/(\S+) patch\/not-listed/g)].map(([, file = ""]) => file.split("/patches/")[1]),
    ).toEqual(["other.yaml", "api/fresh.json"]);
    expect(err).toMatch(/fix: Add it to the overlays of a spec/);
  });
});
