import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { readDocument } from "../1-load/index.js";
import { complete, shownPath } from "../config/index.js";
import { type Migration, readStainless } from "../init/stainless.js";
import type { Report } from "../report/index.js";

/** The configuration of a server that Stainless generated: a file, or the folder that has one. Undefined after reporting. */
export const migrationFrom = async (from: string, report: Report): Promise<Migration | undefined> => {
  const path = resolve(from);
  const fail = (problem: string): undefined => {
    report.add("config/no-stainless", { file: shownPath(path) }, { problem });
  };
  const file = stainlessFile(path);
  if (file === undefined) return fail(existsSync(path) ? "this folder has none" : "it does not exist");
  const usual = complete({ name: "x", specs: [{ id: "x", from: "x" }] }, { folder: path }, report);
  if (usual === undefined) return undefined;
  const read = await readDocument({ kind: "file", path: file }, { limits: usual.limits });
  if (!read.ok) return fail(read.reason);
  const migration = readStainless(read.value);
  return migration === undefined || migration.endpoints.length === 0
    ? fail("it has no resources with methods")
    : migration;
};

const stainlessFile = (path: string): string | undefined => {
  if (!existsSync(path)) return undefined;
  if (statSync(path).isFile()) return path;
  return [path, join(path, ".stainless")]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .find((file) => /[/\\](?:[\w-]+\.)?stainless\.ya?ml$/.test(file));
};
