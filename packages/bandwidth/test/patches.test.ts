import { readdirSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { copyOf, loadConfig } from "../../../generator/src/config/index.js";
import { type Prepared, prepare } from "../../../generator/src/pipeline.js";
import { createReport, type Diagnostic } from "../../../generator/src/report/index.js";

const folder = fileURLToPath(new URL("..", import.meta.url));
const patchesFolder = resolve(folder, "../../patches");
const config = await loadConfig({ folder }, createReport());
if (!config) throw new Error("the config cannot be read");
const { specs } = config;

type Outcome = { readonly prepared: Prepared | undefined; readonly diagnostics: readonly Diagnostic[] };

/** What a run makes of the specs, with copies of the optional ones from `cache`. */
const run = async (cache: string, chosen = specs): Promise<Outcome> => {
  const report = createReport();
  const sources = { cache, lock: "no.lock.json" };
  const prepared = await prepare({ ...config, specs: chosen, sources }, { thorough: true }, report, () => {});
  return { prepared, diagnostics: report.diagnostics };
};

/** All that a run says and makes, but for the names of the patches themselves. */
const comparable = ({ prepared, diagnostics }: Outcome): string =>
  JSON.stringify({
    said: diagnostics.map(({ code, message, at }) => [code, message, at.file, at.pointer]),
    definition: prepared?.plan.definition,
    tools: prepared?.plan.tools.map(({ face, record }) => ({ face, record })),
  });

// Small stand-ins on every machine; the documents themselves where a folder with copies of them is named.
const given = process.env.JACKFIELD_BANDWIDTH_SPECS;
const folders: readonly (readonly [string, string])[] = [
  ["the stand-ins", "test/published"],
  ...(given === undefined ? [] : [["the published documents", resolve(given)] as const]),
];

describe.each(folders)("with %s", async (_, cache) => {
  const whole = await run(cache);
  const absent = whole.prepared?.absent ?? [];
  const toolNames = whole.prepared?.plan.tools.map(({ face }) => face.name) ?? [];

  test("no two tools share a name, not even but for letter case or in their files", () => {
    const files = whole.prepared?.plan.tools.map(({ module }) => module) ?? [];
    expect(toolNames.length).toBeGreaterThan(98);
    expect(new Set(toolNames.map((name) => name.toLowerCase())).size).toBe(toolNames.length);
    expect(files.filter((file) => /-\d+\.js$/.test(file))).toEqual([]);
    const codes = whole.diagnostics.map(({ code }) => code);
    expect(codes.filter((code) => code === "plan/name-collision" || code.startsWith("source/"))).toEqual([]);
  });

  test("no tool reads or sets the credentials of SIP endpoints", () => {
    expect(toolNames.filter((name) => /sip.?cred/i.test(name))).toEqual([]);
    const ids = whole.prepared?.apis.flatMap(({ operations }) => operations.flatMap(({ id }) => id ?? []));
    expect(ids?.filter((id) => /sip.?cred/i.test(id)).length).toBe(absent.includes("numbers") ? 0 : 10);
  });

  test("one client and one user feed every API", () => {
    const schemes = Object.entries(whole.prepared?.plan.definition.apis ?? {}).flatMap(([id, api]) =>
      Object.keys(api.schemes).map((scheme) => `${id}/${scheme}`),
    );
    const apis = ["bandwidth", "dashboard", "end-users", "insights", "number-services", "numbers"].filter(
      (id) => !absent.includes(id),
    );
    expect(schemes.sort()).toEqual(apis.flatMap((id) => [`${id}/Basic`, `${id}/OAuth2`]));
  });

  test("every patch applies and does something, and two runs say and make the same", async () => {
    const codes = whole.diagnostics.map(({ code, severity }) => `${severity} ${code}`);
    expect(codes.filter((code) => /^error|patch\/no-effect/.test(code))).toEqual([]);
    expect(comparable(await run(cache))).toBe(comparable(whole));
  });

  const patched = specs.filter(({ id, overlays }) => overlays.length > 0 && !absent.includes(id));
  describe.each(patched.map((spec) => [spec.id, spec] as const))("%s alone", async (_id, spec) => {
    const complete = comparable(await run(cache, [spec]));
    test.each(spec.overlays.map((path) => [basename(path), path] as const))(
      "needs %s",
      async (_name, path) => {
        const overlays = spec.overlays.filter((other) => other !== path);
        expect(comparable(await run(cache, [{ ...spec, overlays }]))).not.toBe(complete);
      },
    );
  });
});

test("the stand-ins leave no spec out", () => {
  const missing = specs.filter((spec) =>
    copyOf(spec, { ...config, sources: { cache: "test/published", lock: "" } }),
  );
  expect(missing.map(({ id }) => `${id}.yml`).sort()).toEqual(
    readdirSync(resolve(folder, "test/published")).sort(),
  );
});

test("the config lists every patch, so that each is tried", () => {
  const listed = specs.flatMap(({ overlays }) =>
    overlays.map((path) => relative(patchesFolder, resolve(folder, path))),
  );
  const present = readdirSync(patchesFolder, { recursive: true, encoding: "utf8" });
  expect([...new Set(listed)].sort()).toEqual(present.filter((path) => path.endsWith(".yaml")).sort());
});
