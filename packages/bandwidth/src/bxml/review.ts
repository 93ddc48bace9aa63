import type { Extension } from "@jackfield/contract";
import { buildBxml, maxBxmlBytes } from "./build.js";
import { unwritableCharacter } from "./escape.js";
import { readBxml } from "./read.js";
import { allowsSpeech } from "./verbs.js";

/** Tools that send a document as it was written, and whether it is for a conference. */
const tools: Readonly<Record<string, { readonly conference: boolean }>> = {
  updateCallBxml: { conference: false },
  updateConferenceBxml: { conference: true },
  updateEndpointBxml: { conference: false },
};

type Rules = { readonly conference: boolean; readonly speech: boolean };

/** What is wrong with a document that is sent as it stands. */
export const bxmlProblems = (source: string, rules: Rules): readonly string[] => {
  const bad = unwritableCharacter(source);
  if (bad !== undefined) return [`it holds the character ${bad}, which XML cannot carry`];
  const bytes = Buffer.byteLength(source);
  if (bytes > maxBxmlBytes) return [`it has ${bytes} bytes, Bandwidth takes ${maxBxmlBytes}`];
  const [, , encoding = "UTF-8"] = /^\uFEFF?<\?xml[^>]*\sencoding=(["'])([\w.-]+)\1/.exec(source) ?? [];
  if (!/^utf-8$/i.test(encoding)) return [`it says encoding ${encoding}, but is sent as UTF-8`];
  const read = readBxml(source);
  if (!read.ok) return [read.problem];
  const built = buildBxml(read.verbs, { root: read.root, ...rules });
  return built.ok ? [] : built.problems;
};

/** Checks BXML before it is sent: Bandwidth would end the call for a fault in it. */
export const reviewBxml: NonNullable<Extension["review"]> = ({ tool, arguments: { body }, tenant }) => {
  const rules = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  if (rules === undefined) return undefined;
  const problems = bxmlProblems(String(body), { ...rules, speech: allowsSpeech(tenant) });
  return { faults: problems.map((problem) => ({ path: "/body", expected: `correct BXML, but ${problem}` })) };
};
