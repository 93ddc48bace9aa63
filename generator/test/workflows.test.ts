import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { commandsFor } from "../src/cli/main.js";

/** Nothing runs the workflows before they reach GitHub, so what they name must exist here. */
const root = new URL("../../", import.meta.url);
const folder = new URL(".github/workflows/", root);
const texts = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), "utf8")] as const);

const permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const step = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.string()).optional(),
});
const workflow = z.object({
  on: z.unknown(),
  permissions,
  jobs: z.record(
    z.string(),
    z.object({
      permissions: permissions.optional(),
      env: z.record(z.string(), z.string()).optional(),
      "timeout-minutes": z.number(),
      steps: z.array(step),
    }),
  ),
});

const manifest = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL("package.json", root), "utf8")));

const program = new Command();
for (const declare of await commandsFor([])) declare(program, () => async () => undefined);
const globalFlags = ["--config", "--json", "--quiet", "--no-color", "--strict"];

/** What a job with a step of this name may write. */
const writes: Readonly<Record<string, readonly string[]>> = {
  comment: ["pull-requests"],
  publish: ["id-token"],
  propose: ["contents", "pull-requests"],
};

/** The commands of a shell script, lines that go on joined. */
const linesOf = (run: string): readonly string[] => run.replaceAll("\\\n", " ").split("\n");

describe.each(texts)("%s", (_, text) => {
  const { on, permissions: allowed, jobs } = workflow.parse(parse(text));
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const scripts = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
  const lines = scripts.flatMap(linesOf);

  test("code of others runs without secrets and with the least permissions", () => {
    expect(JSON.stringify(on)).not.toContain("pull_request_target");
    expect(allowed).toEqual({ contents: "read" });
    for (const { steps: inJob, permissions: more = {} } of Object.values(jobs)) {
      expect(Object.keys(more).filter((scope) => more[scope] === "write")).toEqual(
        inJob.flatMap(({ name }) => writes[name ?? ""] ?? []),
      );
    }
    const withToken = steps.filter(({ env = {} }) => JSON.stringify(env).includes("github.token"));
    // Where no pull request starts a workflow, everything that runs is in the repository already.
    const isOpen = JSON.stringify(on).includes("pull_request");
    for (const one of withToken.filter(() => isOpen))
      expect(one.if).toMatch(/head\.repo\.full_name == github\.repository/);
    for (const { uses = "", with: options } of steps)
      if (uses.startsWith("actions/checkout")) expect(options?.["persist-credentials"]).toBe(false);
    // Only the step that publishes may know the token of the registry, and no pull request starts it.
    const secret = steps.filter((one) => JSON.stringify(one).includes("secrets."));
    for (const { name, env } of secret) {
      expect(name).toBe("publish");
      expect(env).toEqual({ NODE_AUTH_TOKEN: `$\{{ secrets.NPM_TOKEN }}` });
      expect(JSON.stringify(on)).not.toContain("pull_request");
    }
    expect(scripts.join()).not.toContain("secrets.");
  });

  test("actions are pinned by commit, with the version next to it", () => {
    const used = text.split("\n").filter((line) => line.includes("uses:"));
    expect(used.length).toBeGreaterThan(0);
    for (const line of used) expect(line).toMatch(/uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("what people can name reaches a script only through the environment", () => {
    for (const run of scripts) expect(run).not.toContain("${{");
  });

  test("every script of pnpm exists", () => {
    const called = lines.flatMap((line) =>
      [...line.matchAll(/pnpm@12 (?:run )?([\w:-]+)/g)].map(([, name]) => name),
    );
    const known = ["install", "publish", ...Object.keys(manifest.scripts)];
    expect(called.filter((name) => name === undefined || !known.includes(name))).toEqual([]);
  });

  test("every command of jackfield exists, with its flags", () => {
    for (const line of lines) {
      const [, name, rest = ""] = /jackfield(?:\.js)? (\w+)(.*)$/.exec(line) ?? [];
      if (name === undefined) continue;
      const command = program.commands.find((one) => one.name() === name);
      const flags = [...globalFlags, ...(command?.options.map(({ long }) => long ?? "") ?? [])];
      expect(command, line).toBeDefined();
      for (const [flag] of rest.matchAll(/--[\w-]+/g)) expect(flags, line).toContain(flag);
    }
  });

  test("every file that is run or named exists", () => {
    for (const line of lines) {
      const [path] = /^\.[\w./-]+/.exec(line) ?? [];
      if (path !== undefined) accessSync(new URL(path, root), constants.X_OK);
      for (const [, script = ""] of line.matchAll(/\bnode ([\w./-]+)/g))
        expect(existsSync(new URL(script, root)), script).toBe(true);
    }
    for (const { env = {} } of Object.values(jobs))
      if (env.CONFIG !== undefined) expect(existsSync(new URL(env.CONFIG, root))).toBe(true);
  });
});

test("the package's workflow against drift is that of the repository, apart from how it is installed and called", () => {
  const ours = workflow.parse(parse(texts.find(([name]) => name === "drift.yml")?.[1] ?? ""));
  const packaged = new URL("../src/5-emit/templates/drift.yml", import.meta.url);
  const theirs = workflow.parse(parse(readFileSync(packaged, "utf8")));
  expect(theirs.on).toEqual(ours.on);
  for (const { permissions: allowed, jobs } of [ours, theirs]) {
    expect(allowed).toEqual({ contents: "read" });
    expect(jobs.drift?.permissions).toEqual({ contents: "write", "pull-requests": "write" });
    const withToken = jobs.drift?.steps.filter((one) => JSON.stringify(one).includes("token")) ?? [];
    expect(withToken.map(({ name }) => name)).toEqual(["propose"]);
    expect(withToken[0]?.run).toMatch(/drift\.mjs/);
  }
  const pinned = (steps: readonly { readonly uses?: string | undefined }[] = []) =>
    steps.flatMap(({ uses }) => uses ?? []);
  expect(pinned(theirs.jobs.drift?.steps)).toEqual(pinned(ours.jobs.drift?.steps));
});

test("a pull request is compared, commented on and checked", () => {
  const [, text = ""] = texts.find(([name]) => name === "surface.yml") ?? [];
  for (const part of ["jackfield.js diff", "jackfield.js check", "GITHUB_STEP_SUMMARY", "gh api"])
    expect(text).toContain(part);
});
