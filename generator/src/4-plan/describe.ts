import type { Operation } from "../3-model/index.js";
import { plain, shortened } from "./prose.js";

const titleMax = 80;

/** Title and description of a tool: what it does first, then the details that still fit, then what to mind. */
export const describe = (
  operation: Operation,
  notes: readonly string[],
  limit: number,
): { readonly title?: string; readonly description: string } => {
  const summary = plain(operation.summary ?? "");
  const details = plain(operation.description ?? "");
  const told = details.toLowerCase().startsWith(summary.toLowerCase().replace(/\.$/, ""));
  const sentence = summary === "" || /[.!?]$/.test(summary) ? summary : `${summary}.`;
  const tail = [...(operation.deprecated ? ["Deprecated."] : []), ...notes].join(" ");
  const call = `${operation.method} ${operation.path}${tail === "" ? "" : "."}`;
  const body = (told ? details : `${sentence} ${details}`.trim()) || call;
  const room = tail === "" ? limit : Math.max(limit - tail.length - 1, 80);
  return {
    ...(summary !== "" && { title: shortened(summary.replace(/\.$/, ""), titleMax) }),
    description: [shortened(body, room), tail].filter((part) => part !== "").join(" "),
  };
};
