import type { JsonObject, OpenApiVersion } from "../document/json.js";
import type { Report } from "../report/index.js";
import { reportFault } from "./faults.js";
import { parse } from "./parse.js";
import type { ReadBytes } from "./read-result.js";
import { decode } from "./text.js";
import { recognise } from "./version.js";

/** What was read, once it is known to be a description: its text, and the document in it. */
export type Description = {
  readonly text: string;
  readonly version: OpenApiVersion;
  readonly document: JsonObject;
};

/** The description in what was read; undefined after reporting when there is none. `file` is for the reports. */
export const descriptionIn = (read: ReadBytes, file: string, report: Report): Description | undefined => {
  if (!read.ok) {
    read.failure.tell(report, { file });
    return undefined;
  }
  const decoded = decode(read.bytes);
  if (!decoded.ok) {
    report.add("load/not-text", { file }, { found: decoded.found });
    return undefined;
  }
  const { text } = decoded;
  const parsed = text.trim() === "" ? ({ ok: true, value: null } as const) : parse(text, file);
  if (!parsed.ok) {
    if (/^\s*<(!doctype|html|\?xml)/i.test(text))
      report.add("load/not-openapi", { file }, { found: "an HTML or XML page" });
    else for (const fault of parsed.faults) reportFault(fault, text, file, report);
    return undefined;
  }
  const found = recognise(parsed.value);
  if (found.kind === "empty") report.add("load/empty", { file }, {});
  if (found.kind === "other") report.add("load/not-openapi", { file }, { found: found.found });
  if (found.kind === "unsupported")
    report.add("load/unsupported-version", { file }, { version: found.version });
  return found.kind === "openapi" ? { text, version: found.version, document: found.document } : undefined;
};
