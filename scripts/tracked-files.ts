import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const root = new URL("../", import.meta.url);

/** Files of the project as they are in the working tree: those of git, and those that it does not ignore. */
export const tracked: readonly string[] = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard"],
  { cwd: root, encoding: "utf8" },
)
  .split("\n")
  .filter((path) => path !== "" && existsSync(new URL(path, root)));

/** The text of a file, by its path from the root of the project. */
export const textOf = (path: string): string => readFileSync(new URL(path, root), "utf8");
