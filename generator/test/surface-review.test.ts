import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCommandLines, type Ran } from "./command-lines.js";

/** A reviewed server in a repository of its own, whose spec changes: the whole way through the command line. */
const upstream = fileURLToPath(new URL("../node_modules/bandwidth-sdk/bandwidth.yml", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "jackfield-review-"));
const server = join(root, "packages/server");
const spec = join(server, "bandwidth.yml");
const config = "packages/server/jackfield.config.json";
const original = readFileSync(upstream, "utf8");
afterAll(() => {
  commandLines.end();
  rmSync(root, { recursive: true });
});

const commandLines = openCommandLines();
const jackfield = (args: readonly string[], cwd = root): Promise<Ran> => commandLines.run(args, cwd);

const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  });

/** The spec with a passage of one of its parts replaced; it must be there. */
const edited = (after: string, from: string, to: string): string => {
  const begin = original.indexOf(after);
  const at = original.indexOf(from, begin);
  if (begin < 0 || at < 0) throw new Error(`the spec has no ${from} after ${after}`);
  return original.slice(0, at) + to + original.slice(at + from.length);
};

const needsDisconnectUrl = edited(
  "\n    createCall:\n",
  "        - answerUrl\n",
  "        - answerUrl\n        - disconnectUrl\n",
);

beforeAll(async () => {
  mkdirSync(server, { recursive: true });
  cpSync(upstream, spec);
  writeFileSync(
    join(root, config),
    JSON.stringify({
      name: "reviewed",
      specs: [{ id: "bandwidth", from: "bandwidth.yml" }],
      output: "generated",
    }),
  );
  writeFileSync(join(root, ".gitignore"), "generated\n");
  expect(await jackfield(["generate", "--config", config, "--quiet"])).toMatchObject({ code: 0, err: "" });
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("commit", "--quiet", "--message=First.");
  git("tag", "v1");
}, 60_000);

describe("one required field upstream changes", () => {
  beforeAll(() => writeFileSync(spec, needsDisconnectUrl));

  test("diff shows exactly one breaking line, and informs", async () => {
    const { code, out } = await jackfield(["diff"]);
    expect(code).toBe(0);
    expect(out.split("\n").filter((line) => line.startsWith("!"))).toEqual([
      "! createCall: `disconnectUrl` became required",
    ]);
    expect(out.split("\n")[0]).toMatch(/^1 breaking change, 0 others; tools 55; tokens \d+ → \d+$/);
  });

  test("check fails, names it, and the command that fixes it", async () => {
    const { code, err } = await jackfield(["check", "--config", config]);
    expect(code).toBe(1);
    expect(err).toContain(
      "write/stale surface.json is out of date: 1 breaking change, 0 others (breaking: createCall: `disconnectUrl` became required).",
    );
    expect(err).toContain(
      `fix: Run \`jackfield generate --config ${config}\`, review the difference and commit it.`,
    );
    const frozen = await jackfield(["generate", "--frozen", "--config", config]);
    expect(frozen.code).toBe(1);
    expect(frozen.err).toContain("breaking: createCall: `disconnectUrl` became required");
  });

  test("the command fixes it, and the new lock shows the same against every name of the old", async () => {
    expect((await jackfield(["generate", "--config", config])).code).toBe(0);
    expect((await jackfield(["check", "--config", config])).code).toBe(0);
    for (const old of ["HEAD", "main", "v1", "v1:packages/server/surface.json"]) {
      const { code, out } = await jackfield(["diff", old, "--json", "--fail-on", "breaking"]);
      expect(code).toBe(1);
      expect(JSON.parse(out)).toMatchObject({
        breaking: 1,
        changes: [
          {
            kind: "required",
            now: "required",
            breaking: true,
            where: [{ tool: "createCall", at: "disconnectUrl" }],
            message: "createCall: `disconnectUrl` became required",
          },
        ],
        totals: { breaking: 1, other: 0, tools: { from: 55, to: 55 } },
      });
    }
  });
});

describe("two specs, in a folder without config and repository", () => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-sides-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const diff = (changed: string, ...flags: readonly string[]): Promise<Ran> => {
    writeFileSync(join(folder, "old.yml"), original);
    writeFileSync(join(folder, "new.yml"), changed);
    return jackfield(["diff", "old.yml", "new.yml", "--quiet", ...flags], folder);
  };

  test.each([
    [
      "an object in the body",
      edited(
        "\n    machineDetectionConfiguration:\n",
        "      properties:\n",
        "      required: [mode]\n      properties:\n",
      ),
      ["! createCall: `machineDetection.mode` became required"],
    ],
    [
      "allOf, where alternatives share it",
      edited(
        "\n    multiChannelActionCalendarEvent:\n",
        "            - endTime\n",
        "            - endTime\n            - description\n",
      ),
      [
        expect.stringMatching(
          /^! createMultiChannelMessage: `channelList.*\.description`.* became required$/,
        ),
      ],
    ],
    [
      "a query, which several tools share",
      edited("\n    to:\n      name: to\n", "required: false", "required: true"),
      [expect.stringMatching(/^! \w+(, \w+)*: `to` became required$/)],
    ],
  ])("one required field in %s is one breaking line", async (_, changed, lines) => {
    const { code, out } = await diff(changed);
    expect(code).toBe(0);
    expect(out.split("\n").filter((line) => line.startsWith("!"))).toEqual(lines);
  });

  test("as Markdown, one row", async () => {
    const { out } = await diff(needsDisconnectUrl, "--markdown");
    expect(out.match(/^\| (?!breaking).*$/gm)).toEqual([
      "| createCall: \\`disconnectUrl\\` became required | Calls that leave it out are refused. |",
    ]);
  });

  test("a revision needs a repository", async () => {
    const { code, err } = await jackfield(["diff", "main"], folder);
    expect(code).toBe(2);
    expect(err).toMatch(/^main lock\/no-repository git failed: not a git repository/);
  });
});

test("--fail-on decides what is a finding", async () => {
  const lock = readFileSync(join(server, "surface.json"), "utf8");
  const words = lock.replace("Creates an outbound phone call.", "Calls somebody.");
  const folder = mkdtempSync(join(tmpdir(), "jackfield-locks-"));
  writeFileSync(join(folder, "old.json"), lock);
  writeFileSync(join(folder, "new.json"), words);
  const codeOf = async (...args: readonly string[]) => (await jackfield(["diff", ...args], folder)).code;
  expect(await codeOf("old.json", "new.json", "--fail-on", "breaking")).toBe(0);
  expect(await codeOf("old.json", "new.json", "--fail-on", "any")).toBe(1);
  expect(await codeOf("old.json", "old.json", "--fail-on", "any")).toBe(0);
  expect(await codeOf("old.json", "old.json", "--fail-on", "some")).toBe(2);
  rmSync(folder, { recursive: true });
});

describe("sides that are not there", () => {
  const outcomeOf = async (...args: readonly string[]) => {
    const { code, out, err } = await jackfield(["diff", ...args]);
    expect(out).toBe("");
    expect(err).not.toMatch(/\n\s+at /);
    return [code, err.split("\n")[0]] as const;
  };

  test("say so in a line", async () => {
    expect(await outcomeOf("no-such-branch")).toEqual([
      2,
      expect.stringContaining("lock/no-revision no-such-branch is neither"),
    ]);
    expect(await outcomeOf("--", "--output=evil")).toEqual([
      2,
      expect.stringContaining("lock/no-revision --output=evil"),
    ]);
    expect(await outcomeOf("no-such.yaml")).toEqual([3, expect.stringContaining("load/not-found")]);
    expect(await outcomeOf("v1:no/such.json")).toEqual([3, expect.stringContaining("lock/missing")]);
    expect(await outcomeOf("v1:.gitignore")).toEqual([3, expect.stringContaining("lock/unreadable")]);
    expect(existsSync(join(root, "evil"))).toBe(false);
  });

  test("nor is a name that no file can have, an empty one, or one next to a config that does not exist", async () => {
    expect(await outcomeOf("z".repeat(5_000))).toEqual([2, expect.stringContaining("lock/no-revision zzz")]);
    expect(await outcomeOf("")).toEqual([2, expect.stringContaining("It is empty")]);
    expect(await outcomeOf("HEAD", "--config", "")).toEqual([2, expect.stringContaining("--config")]);
    expect(await outcomeOf("HEAD", "--config", "no/such.json")).toEqual([
      2,
      expect.stringContaining("config/not-found"),
    ]);
  });

  test("a folder in the place of the lock is none", async () => {
    mkdirSync(join(root, "empty/surface.json"), { recursive: true });
    writeFileSync(join(root, "empty/jackfield.config.json"), "{}");
    const beside = ["--config", "empty/jackfield.config.json"];
    expect(await outcomeOf("v1:packages/server/surface.json", ...beside)).toEqual([
      3,
      expect.stringContaining("lock/unreadable"),
    ]);
    rmSync(join(root, "empty"), { recursive: true });
  });

  test("a lock of a newer form asks for the version that wrote it", async () => {
    writeFileSync(join(root, "new-lock.json"), '{"version": 99, "totals": {"tools": 0}, "tools": []}');
    const { code, err } = await jackfield(["diff", "new-lock.json"]);
    expect(code).toBe(3);
    expect(err).toContain("fix: A newer version of Jackfield wrote it");
  });

  test("a lock of an older form says what to run", async () => {
    const old = join(root, "old-lock.json");
    writeFileSync(old, '{"totals": {"tools": 1, "tokens": 2}, "tools": [{"name": "a", "tokens": 2}]}');
    const { code, err } = await jackfield(["diff", "old-lock.json"]);
    expect(code).toBe(3);
    expect(err).toContain("old-lock.json lock/older The surface lock has format 1");
    expect(err).toContain("fix: Run `jackfield generate`");
  });

  test("several locks: which?", async () => {
    mkdirSync(join(root, "other"));
    cpSync(join(server, "surface.json"), join(root, "other/surface.json"));
    git("add", "other");
    git("commit", "--quiet", "--message=Second.");
    expect(await outcomeOf("HEAD")).toEqual([
      2,
      expect.stringContaining(
        "lock/several There are several surface locks in HEAD: other/surface.json, packages/server/surface.json.",
      ),
    ]);
    // A config, or the path, says which; next to the config of the working folder it is clear.
    expect((await jackfield(["diff", "HEAD", "--config", config])).code).toBe(0);
    expect((await jackfield(["diff", "HEAD"], server)).code).toBe(0);
    expect(
      (await jackfield(["diff", "HEAD:other/surface.json", "v1:packages/server/surface.json"])).code,
    ).toBe(0);
  });
});
