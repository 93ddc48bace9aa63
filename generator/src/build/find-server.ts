import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ServerFolder } from "./types.js";

/** What is looked for, in this order: a generated folder of its own, then a package that holds one. */
export const entries = ["server.ts", "src/main.ts"] as const;

/** The server in a folder; undefined when there is none. */
export const findServer = (folder: string): ServerFolder | undefined => {
  const own = join(folder, entries[0]);
  if (existsSync(own)) return { entry: own, generated: folder, prefix: "" };
  const main = join(folder, entries[1]);
  if (!existsSync(main)) return undefined;
  return { entry: main, generated: join(folder, "src/generated"), prefix: "generated/" };
};
