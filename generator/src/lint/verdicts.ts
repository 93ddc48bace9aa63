import { codes } from "../report/index.js";
import { type Client, clients, type Finding, type LintCode } from "./types.js";

/** Takes it whole; takes it, but hides, cuts or misreads something; refuses the list or some of its tools. */
export type ListVerdict = "takes" | "loses" | "refuses";

/** What one client makes of a list, and why. */
export type ClientVerdict = {
  readonly client: Client;
  readonly verdict: ListVerdict;
  /** The gravest first; `tools` is 0 where the list as a whole is meant. */
  readonly reasons: readonly { readonly code: LintCode; readonly tools: number }[];
};

/** The findings of `lint`, client by client. */
export const verdictsOf = (findings: readonly Finding[]): readonly ClientVerdict[] =>
  clients.map((client) => {
    const tools = new Map<LintCode, Set<number>>();
    for (const finding of findings) {
      if (!finding.clients.includes(client)) continue;
      const known = tools.get(finding.code) ?? new Set();
      if (finding.tool !== undefined) known.add(finding.tool);
      tools.set(finding.code, known);
    }
    const reasons = [...tools].map(([code, { size }]) => ({ code, tools: size }));
    const isError = ({ code }: { readonly code: LintCode }): boolean => codes[code].severity === "error";
    const [errors, others] = [reasons.filter(isError), reasons.filter((reason) => !isError(reason))];
    return {
      client,
      verdict: errors.length > 0 ? "refuses" : others.length > 0 ? "loses" : "takes",
      reasons: [...errors, ...others],
    };
  });
