import * as z from "zod";
import { readLocal } from "../1-load/bytes.js";
import type { Limits } from "../config/index.js";

const lockedSource = z.strictObject({
  from: z.string().describe("As the config names it, without user, query and fragment"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
  date: z.iso.date().describe("Day on which these bytes were first seen"),
  openapi: z.string().describe("The OpenAPI version that the document names"),
  version: z.string().optional().describe("Of the npm package, or what the document calls its own"),
});

export type LockedSource = Readonly<z.output<typeof lockedSource>>;

/** Name of a source → what was last seen of it. */
export type SourcesLock = ReadonlyMap<string, LockedSource>;

const format = z.record(z.string(), lockedSource);

type ReadLock =
  | { readonly ok: true; readonly lock: SourcesLock | undefined }
  | { readonly ok: false; readonly reason: string };

/** The lock at an absolute path; undefined where there is none. */
export const readSourcesLock = async (path: string, { maxBytes }: Limits): Promise<ReadLock> => {
  const read = await readLocal(path, { maxBytes });
  if (!read.ok) {
    const absent = read.failure.reason === "there is no such file";
    return absent ? { ok: true, lock: undefined } : { ok: false, reason: read.failure.reason };
  }
  try {
    const parsed = format.safeParse(JSON.parse(Buffer.from(read.bytes).toString("utf8")));
    if (parsed.success) return { ok: true, lock: new Map(Object.entries(parsed.data)) };
    const [issue] = parsed.error.issues;
    return { ok: false, reason: `${issue?.path.join(".")} ${issue?.message}` };
  } catch {
    return { ok: false, reason: "it is not JSON" };
  }
};

/** The lock as text: by name, in code unit order. */
export const printSourcesLock = (lock: SourcesLock): string => {
  const entries = [...lock].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
};
