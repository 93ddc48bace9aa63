import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const writer = fileURLToPath(new URL("writer.mjs", import.meta.url));

/** What is in the file after its writer was killed, and the last write that the writer had reported. */
export type Aftermath = {
  readonly n: number;
  readonly whole: boolean;
  readonly mode: number;
  readonly reported: number;
};

/** Lets a process write the file from number `from` on, and kills it after `ms` milliseconds of writing. */
export const killWriter = async (home: string, from: number, ms: number): Promise<Aftermath> => {
  const child = spawn(process.execPath, [writer, home, String(from)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      said += String(chunk);
      if (said.includes(`\n${from}\n`)) resolve();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("close", resolve));
  const path = join(home, "auth", "token.json");
  const { n, text, end } = JSON.parse(readFileSync(path, "utf8"));
  return {
    n,
    whole: n === end && text.length === (n * 7_919) % 20_000,
    mode: statSync(path).mode & 0o777,
    reported: Number(said.trim().split("\n").at(-1)),
  };
};

/** Files that are left of writes that were never finished. */
export const leftovers = (home: string): number =>
  readdirSync(join(home, "auth")).filter((name) => name.endsWith(".tmp")).length;
