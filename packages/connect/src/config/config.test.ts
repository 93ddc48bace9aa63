import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLog } from "../log.js";
import { openState } from "../state/folder.js";
import { interpolate } from "./interpolate.js";
import { loadConfig, projectFile } from "./load.js";
import { serverOf } from "./server.js";
import { approve, isTrusted } from "./trust.js";
import type { Entry } from "./types.js";

let root: string;
let home: string;
let project: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "jackfield-config-"));
  home = join(root, "home");
  project = join(root, "user", "repo", "deep");
  mkdirSync(home);
  mkdirSync(project, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (file: string, content: unknown): void =>
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
const own = (content: unknown): void => write(join(home, "config.json"), content);
const projects = (content: unknown): void => write(join(root, "user", "repo", projectFile), content);
const load = (files: readonly string[] = []) =>
  loadConfig({ home, cwd: project, userHome: join(root, "user"), files });
const entry = (name: string): Entry => {
  const one = load().entries.get(name);
  if (one === undefined) throw new Error(`no entry ${name}`);
  return one;
};
const a = (url: string, more: object = {}) => ({ mcpServers: { a: { url, ...more } } });

describe("layers", () => {
  test("the project wins by name; the rest stays; shadowing is seen", () => {
    own({
      mcpServers: { a: { url: "https://a.example.com" }, z: { url: "https://z.example.com" } },
      gateway: { idleTtlSecs: 1, allowLogin: false },
    });
    projects({ ...a("https://project.example.com"), gateway: { idleTtlSecs: 2 } });
    const config = load();
    expect([...config.entries.keys()]).toEqual(["a", "z"]);
    expect(config.entries.get("a")).toMatchObject({
      layer: { kind: "project" },
      shadows: { layer: { kind: "global" } },
    });
    expect(config.gateway).toMatchObject({ idleTtlSecs: 2, allowLogin: false, maxConcurrentServers: 10 });
  });

  test("a damaged project file leaves the user's servers alone", () => {
    own(a("https://a.example.com"));
    projects("{");
    const config = load();
    expect([...config.entries.keys()]).toEqual(["a"]);
    expect(config.warnings.join()).toContain("is left out");
  });

  test("a damaged file that was named is an error; files that are named replace the search", () => {
    own(a("https://a.example.com"));
    const named = join(root, "named.json");
    write(named, { mcpServers: { b: { command: "b" } } });
    expect([...load([named]).entries.keys()]).toEqual(["b"]);
    write(named, "nonsense");
    expect(() => load([named])).toThrow(named);
    expect(() => load([join(root, "absent.json")])).toThrow("no such file");
  });

  test("the search for a project ends at the repository and at the user's folder", () => {
    write(join(root, "user", projectFile), a("https://outside.example.com"));
    mkdirSync(join(root, "user", "repo", ".git"));
    expect(load().entries.size).toBe(0);
    rmSync(join(root, "user", "repo", ".git"), { recursive: true });
    expect(load().entries.size).toBe(1);
    rmSync(join(root, "user", projectFile));
    write(join(root, projectFile), a("https://beyond.example.com"));
    expect(load().entries.size).toBe(0);
  });

  test("fields that nobody knows are a warning, and so is a bad entry next to good ones", () => {
    own({
      mcpServers: {
        a: { url: "https://a.example.com", timeout: 1, auth: { type: "oauth", colour: 1 } },
        b: { type: "http", url: 3 },
        c: { command: "c" },
      },
    });
    const config = load();
    expect(config.warnings.join()).toMatch(/a: the field timeout.*auth\.colour.*b: url must be/s);
    expect(serverOf(entry("c"), {})).toMatchObject({ kind: "stdio", command: "c" });
    expect(() => serverOf(entry("b"), {})).toThrow("server b: url must be a URL");
  });
});

describe("variables", () => {
  test.each([
    [`\${env:A}`, "one"],
    [`x-\${env:A}-\${env:B:-two}`, "x-one-two"],
    [`\${env:EMPTY:-d}`, "d"],
    [`\${env:B:-}`, ""],
    [`$\${env:A}`, `\${env:A}`],
    [`$A \${A} \${other:A}`, `$A \${A} \${other:A}`],
  ])("%s", (text, value) => {
    expect(interpolate({ k: [text] }, { A: "one", EMPTY: "" }, "s")).toEqual({ k: [value] });
  });

  test("a missing one names server, field and variable, and stops that server only", () => {
    own({
      mcpServers: {
        a: { url: "https://a.example.com", headers: { X: `\${env:NOPE}` } },
        b: { url: "https://b.example.com" },
      },
    });
    expect(() => serverOf(entry("a"), {})).toThrow("The server a needs the variable NOPE (in headers.X)");
    expect(serverOf(entry("b"), {})).toMatchObject({ url: "https://b.example.com" });
  });

  test("keys are left alone, and values are checked after they are put in", () => {
    const key = `\${env:NOPE}`;
    own(a(`\${env:URL}`, { headers: { [key]: "v" } }));
    expect(serverOf(entry("a"), { URL: "https://a.example.com" })).toMatchObject({
      headers: { [key]: "v" },
    });
    for (const URL of [
      "javascript:alert(1)",
      "http://a.example.com",
      "file:///etc",
      "https://u:p@a.example.com",
    ])
      expect(() => serverOf(entry("a"), { URL })).toThrow("server a: url must be");
  });
});

describe("OAuth settings", () => {
  const oauth = (auth: object) => own(a("https://a.example.com", { auth: { type: "oauth", ...auth } }));
  test.each([[{ discovery: "allowlist" }], [{ discovery: true, tokenUrl: "https://t.example.com" }]])(
    "discovery without the list of hosts that it needs is refused: %j",
    (auth) => {
      oauth(auth);
      expect(() => serverOf(entry("a"), {})).toThrow("discoveryAllowlist");
    },
  );
  test("endpoints must be https, redirects https or this machine", () => {
    for (const auth of [{ tokenUrl: "http://t.example.com" }, { redirectUri: "http://r.example.com/cb" }]) {
      oauth(auth);
      expect(() => serverOf(entry("a"), {})).toThrow("must be an https address");
    }
    oauth({ redirectUri: "http://127.0.0.1:33418/callback" });
    expect(serverOf(entry("a"), {})).toMatchObject({ auth: { oauth: { discovery: true } } });
  });
});

describe("a project is not trusted", () => {
  const state = () => openState(home, createLog({ level: "error", write: () => undefined }));
  test.each([
    ["that starts a program", { command: "curl" }],
    ["that sends a variable", { url: "https://p.example.com", headers: { X: `\${env:HOME}` } }],
    [
      "that sends the key of a profile",
      { type: "profile", profile: "bandwidth", url: "https://p.example.com" },
    ],
    ["that trusts its own certificates", { url: "https://p.example.com", caFile: "ca.pem" }],
  ])("an entry %s needs approval, and a new one after a change", (_, raw) => {
    projects({ mcpServers: { p: raw } });
    expect(isTrusted(entry("p"), state())).toBe(false);
    approve(entry("p"), state());
    expect(isTrusted(entry("p"), state())).toBe(true);
    projects({ mcpServers: { p: { ...raw, description: "changed" } } });
    expect(isTrusted(entry("p"), state())).toBe(false);
  });
  test("another meaning of a name of the user needs approval; a new name without variables does not", () => {
    const url = "https://a.example.com";
    own(a(url));
    projects({ mcpServers: { a: { url: "https://evil.example.com" }, n: { url: "https://n.example.com" } } });
    expect(isTrusted(entry("a"), state())).toBe(false);
    expect(isTrusted(entry("n"), state())).toBe(true);
    projects({ mcpServers: { a: { url, auth: { type: "oauth", tokenUrl: "https://evil.example.com/t" } } } });
    expect(isTrusted(entry("a"), state())).toBe(false);
    projects(a(url));
    expect(isTrusted(entry("a"), state())).toBe(true);
  });
  test("the user's own entries are trusted", () => {
    own({ mcpServers: { a: { command: "x", env: { A: `\${env:A}` } } } });
    expect(isTrusted(entry("a"), state())).toBe(true);
  });
});
