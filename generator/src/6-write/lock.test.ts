import { mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFile, takeLock } from "./lock.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const nobody = 2 ** 22 + 1;

test("one holder at a time; the folder is free again afterwards", () => {
  const first = takeLock(folder);
  expect(takeLock(folder)).toEqual({ kind: "busy", by: `process ${process.pid} on ${hostname()}` });
  if (first.kind === "held") first.release();
  expect(readdirSync(folder)).toEqual([]);
  expect(takeLock(folder).kind).toBe("held");
});

test("a lock of a process that is gone is taken over", () => {
  writeFileSync(join(folder, lockFile), `${nobody} ${hostname()} token`);
  const lock = takeLock(folder);
  expect(lock.kind).toBe("held");
  expect(readdirSync(folder)).toEqual([lockFile]);
});

test("a lock of another machine is believed for ten minutes", () => {
  const path = join(folder, lockFile);
  writeFileSync(path, `${nobody} elsewhere token`);
  expect(takeLock(folder)).toEqual({ kind: "busy", by: `process ${nobody} on elsewhere` });
  utimesSync(path, new Date(), new Date(Date.now() - 11 * 60_000));
  expect(takeLock(folder).kind).toBe("held");
});

test.each(["\u001b]0;title\u0007 host", "12 ho\u001b[2Jst x", `12 ${"h".repeat(300)} x`, "not a lock"])(
  "a text that no run writes is not shown: %j",
  (text) => {
    writeFileSync(join(folder, lockFile), text);
    expect(takeLock(folder)).toEqual({ kind: "busy", by: "unknown process" });
  },
);

test("a lock from the future is believed no longer than one from the past", () => {
  const path = join(folder, lockFile);
  writeFileSync(path, `${nobody} elsewhere token`);
  utimesSync(path, new Date(), new Date(Date.now() + 11 * 60_000));
  expect(takeLock(folder).kind).toBe("held");
});

test.each(["0", "-1", "x"])("%s is no process that lives", (pid) => {
  writeFileSync(join(folder, lockFile), `${pid} ${hostname()} token`);
  expect(takeLock(folder).kind).toBe("held");
});

test.each(["/nonexistent", "."])("a link to %s in its place is nobody's lock", (target) => {
  symlinkSync(target, join(folder, lockFile));
  expect(takeLock(folder)).toEqual({ kind: "foreign" });
});

test("a lock whose owner died before it wrote its name is waited for, then taken over", () => {
  writeFileSync(join(folder, lockFile), "");
  expect(takeLock(folder).kind).toBe("held");
});

test("a lock that was taken over is not released by its old holder", () => {
  const old = takeLock(folder);
  writeFileSync(join(folder, lockFile), `${process.pid} ${hostname()} another`);
  if (old.kind === "held") old.release();
  expect(readdirSync(folder)).toEqual([lockFile]);
});
