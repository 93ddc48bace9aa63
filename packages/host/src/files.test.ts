import { execFileSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFilesIn } from "./files.js";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "jackfield-files-"));
  mkdirSync(join(root, "open", "inner"), { recursive: true });
  writeFileSync(join(root, "open", "inner", "a b.txt"), "hello");
  writeFileSync(join(root, "secret.txt"), "secret");
  symlinkSync(join(root, "secret.txt"), join(root, "open", "link.txt"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const urlOf = (...parts: readonly string[]): string => pathToFileURL(join(root, ...parts)).href;

test("a file below the folder is read", async () => {
  const { bytes, name } = await openFilesIn([join(root, "open")])(urlOf("open", "inner", "a b.txt"));
  expect([Buffer.from(bytes).toString(), name]).toEqual(["hello", "a b.txt"]);
});

describe("refused alike", () => {
  test.each([
    ["a file outside", ["secret.txt"]],
    ["a way out", ["open", "..", "secret.txt"]],
    ["a link that leads out", ["open", "link.txt"]],
    ["a file that is not there", ["open", "none.txt"]],
    ["the folder itself", ["open"]],
  ])("%s", async (_name, parts) => {
    await expect(openFilesIn([join(root, "open")])(urlOf(...parts))).rejects.toThrow(
      /^there is no such file in /,
    );
  });

  test("another host's file", async () => {
    await expect(openFilesIn([root])("file://elsewhere/etc/passwd")).rejects.toThrow();
  });
});

test("a folder is not a file", async () => {
  await expect(openFilesIn([join(root, "open")])(urlOf("open", "inner"))).rejects.toThrow(
    "it is not a regular file",
  );
});

test("a pipe is refused at once, though nobody writes to it", async () => {
  execFileSync("mkfifo", [join(root, "open", "pipe")]);
  await expect(openFilesIn([join(root, "open")])(urlOf("open", "pipe"))).rejects.toThrow(
    "it is not a regular file",
  );
});

test("a second name of a file outside is refused", async () => {
  linkSync(join(root, "secret.txt"), join(root, "open", "hard.txt"));
  await expect(openFilesIn([join(root, "open")])(urlOf("open", "hard.txt"))).rejects.toThrow("a hard link");
});

test("a folder that becomes a link while files are read leads nowhere else", async () => {
  const place = (name: string): string => join(root, name);
  const here = place("swap");
  const aside = place("aside");
  const outside = place("outside");
  mkdirSync(join(here, "in"), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(here, "in", "f.txt"), "mine");
  writeFileSync(join(outside, "f.txt"), "theirs");
  const read = openFilesIn([here]);
  const texts = new Set<string>();
  for (let round = 0; round < 200; round += 1) {
    const reading = read(urlOf("swap", "in", "f.txt")).then(
      ({ bytes }) => Buffer.from(bytes).toString(),
      () => "refused",
    );
    // After as many turns of the loop as the round says, so that every step meets the change once.
    for (let turn = round % 20; turn > 0; turn -= 1) await new Promise(setImmediate);
    renameSync(join(here, "in"), aside);
    symlinkSync(outside, join(here, "in"));
    texts.add(await reading);
    unlinkSync(join(here, "in"));
    renameSync(aside, join(here, "in"));
  }
  expect([...texts].sort()).toEqual(["mine", "refused"]);
});
