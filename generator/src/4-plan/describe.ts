import { type Hints, invisible } from "@jackfield/contract";
import type { Operation } from "../3-model/index.js";

/** Text of a spec made short and plain for a model to read. */

/** Whether a text may have what `plain` takes away; most have none of it. */
const markup = /[^ -~]|[<[*]| {2}/;

/** Markdown links and HTML lose their mark-up, blank runs become one blank. */
export const plain = (text: string): string => {
  if (!markup.test(text)) return text.trim();
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(invisible, "")
    .replaceAll(/<!--[\s\S]*?-->/g, " ")
    .replaceAll(/<\/?[a-zA-Z][^<>]*>/g, " ")
    .replaceAll(/!?\[([^[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)/g, "$1")
    .replaceAll(/\*\*([^*\n]+)\*\*/g, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
};

/** At most `limit` characters, ended at a sentence or a word. */
export const shortened = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit - 1);
  const sentence = Math.max(head.lastIndexOf(". "), head.lastIndexOf("! "), head.lastIndexOf("? "));
  if (sentence >= limit / 2) return head.slice(0, sentence + 1);
  const word = head.lastIndexOf(" ");
  const cut = word >= limit / 2 ? head.slice(0, word) : head.replace(/[\uD800-\uDBFF]$/, "");
  return `${cut}…`;
};

const readOnly = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"]);
const idempotent = new Set([...readOnly, "PUT", "DELETE"]);

/**
 * What a method promises (RFC 9110 section 9.2; QUERY: draft-ietf-httpbis-safe-method-w-body), unless the operation says
 * otherwise (`x-hints`).
 */
export const hintsOf = ({ method, hints = {} }: Pick<Operation, "method" | "hints">): Hints => ({
  readOnly: hints.readOnly ?? readOnly.has(method),
  destructive: hints.destructive ?? method === "DELETE",
  idempotent: hints.idempotent ?? idempotent.has(method),
});

const titleMax = 80;

/** Title and description of a tool: what it does first, then the details that still fit, then what to mind. */
export const describe = (
  operation: Operation,
  notes: readonly string[],
  limit: number,
): { readonly title?: string; readonly description: string } => {
  const summary = plain(operation.summary ?? "");
  const details = plain(operation.description ?? "");
  const isRepeated = details.toLowerCase().startsWith(summary.toLowerCase().replace(/\.$/, ""));
  const sentence = summary === "" || /[.!?]$/.test(summary) ? summary : `${summary}.`;
  const tail = [...(operation.deprecated ? ["Deprecated."] : []), ...notes].join(" ");
  const call = `${operation.method} ${operation.path}${tail === "" ? "" : "."}`;
  const body = (isRepeated ? details : `${sentence} ${details}`.trim()) || call;
  const room = tail === "" ? limit : Math.max(limit - tail.length - 1, 80);
  return {
    ...(summary !== "" && { title: shortened(summary.replace(/\.$/, ""), titleMax) }),
    description: [shortened(body, room), tail].filter((part) => part !== "").join(" "),
  };
};
