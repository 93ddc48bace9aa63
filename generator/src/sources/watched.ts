import type { Io } from "../1-load/bytes.js";
import { descriptionIn } from "../1-load/description.js";
import { packageVersion, portableSource, readSource } from "../1-load/read.js";
import type { Config, WatchedSource } from "../config/index.js";
import { sha256 } from "../document/hash.js";
import type { Json } from "../document/json.js";
import { createReport } from "../report/index.js";
import type { LockedSource } from "./lock.js";

/** A source as it is now, or why it cannot be used, in a sentence. */
type Watched =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly seen: Omit<LockedSource, "date"> }
  | { readonly ok: false; readonly from: string; readonly reason: string };

/** A short text or number of a document that says anything. */
const shortText = (value: Json | undefined): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, 64) : undefined;

const infoVersion = (info: Json | undefined): string | undefined =>
  info instanceof Object && !Array.isArray(info)
    ? shortText(Object.hasOwn(info, "version") ? (info as { version?: Json }).version : undefined) // own, so JSON
    : undefined;

/** Fetches or reads a source and makes sure that it is an OpenAPI document. Keeps nothing. */
export const readWatched = async (
  { from, headerEnv }: WatchedSource,
  { folder, limits }: Pick<Config, "folder" | "limits">,
  io: Io,
): Promise<Watched> => {
  const read = await readSource({ from, folder, ...(headerEnv && { headerEnv }) }, limits, io);
  const report = createReport();
  const shown = portableSource(from, folder);
  const description = descriptionIn(read, shown, report);
  if (!description || !read.ok) {
    const [first] = report.diagnostics;
    const place = first?.at.line === undefined ? "" : ` (line ${first.at.line}, column ${first.at.column})`;
    return { ok: false, from: shown, reason: `${first?.message ?? ""}${place}` };
  }
  const { document } = description;
  const version = from.startsWith("npm:") ? await packageVersion(from, folder) : infoVersion(document.info);
  return {
    ok: true,
    bytes: read.bytes,
    seen: {
      from: shown,
      sha256: sha256(read.bytes),
      bytes: read.bytes.length,
      openapi: shortText(document.openapi ?? document.swagger) ?? description.version,
      ...(version !== undefined && { version }),
    },
  };
};
