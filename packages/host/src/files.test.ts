import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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
