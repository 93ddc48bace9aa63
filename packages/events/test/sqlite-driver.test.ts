import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { driverHere, openDatabase } from "../src/sqlite-driver.js";

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "jackfield-driver-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

test.each(["wasm", ...(driverHere() === "node" ? (["node"] as const) : [])] as const)(
  "%s: what a killed process was writing is gone, and the rest is whole",
  async (driver) => {
    const [here, there] = [folder(), folder()];
    const database = await openDatabase(join(here, "a.db"), driver);
    onTestFinished(() => database.close());
    database.exec("CREATE TABLE t (key INTEGER PRIMARY KEY, text TEXT); CREATE INDEX i ON t (text)");
    const insert = (from: number, to: number): void => {
      for (let key = from; key < to; key += 1)
        database.run("INSERT INTO t VALUES (?, ?)", [key, `${key}`.repeat(50)]);
    };
    database.exec("BEGIN");
    insert(0, 100);
    database.exec("COMMIT");
    // With so small a cache most pages of the transaction are in the files before it is committed.
    database.exec("PRAGMA cache_size = 1; BEGIN");
    database.exec("UPDATE t SET text = text || 'changed'");
    insert(100, 3_000);
    for (const name of readdirSync(here).filter((one) => !one.endsWith(".lock")))
      cpSync(join(here, name), join(there, name));
    database.exec("ROLLBACK");

    const later = await openDatabase(join(there, "a.db"), driver);
    onTestFinished(() => later.close());
    expect(later.all("PRAGMA integrity_check", [])).toEqual([{ integrity_check: "ok" }]);
    expect(later.all("SELECT count(*) AS count FROM t", [])).toEqual([{ count: 100 }]);
    expect(later.all("SELECT text FROM t WHERE key = 7", [])).toEqual([{ text: "7".repeat(50) }]);
  },
);
