import { listRules, schemaNodes, schemaRules, toolRules } from "./rules.js";
import type { Client, Finding, LintRule, Listing } from "./types.js";

export { type OwnFinding, type OwnLintRule, ownFindings } from "./own-rules.js";
export type { SchemaNode } from "./rules.js";
export { smells } from "./smells.js";
export {
  type Client,
  clients,
  type Finding,
  type LintCode,
  type LintRule,
  type ListedTool,
  type Listing,
  type ToolSubject,
} from "./types.js";
export { type ClientVerdict, type ListVerdict, verdictsOf } from "./verdicts.js";

/**
 * What some clients would refuse, hide or misread in a `tools/list` result. In the order of the list; one finding
 * names all the clients that it is the same for.
 */
export const lint = (listing: Listing, chosen: readonly Client[]): readonly Finding[] => {
  const findings = new Map<string, Finding>();
  const run = <Subject>(
    rules: readonly LintRule<Subject>[],
    subject: Subject,
    place: Pick<Finding, "tool" | "path">,
  ): void => {
    for (const { code, clients, find } of rules) {
      for (const client of chosen) {
        const flaw = clients.includes(client) ? find(subject, client) : undefined;
        if (!flaw) continue;
        const key = JSON.stringify([code, place, flaw.what]);
        const others = findings.get(key)?.clients ?? [];
        findings.set(key, { code, ...place, ...flaw, clients: [...others, client] });
      }
    }
  };
  const { server, tools } = listing;
  run(listRules, listing, { path: [] });
  for (const [index, tool] of tools.entries()) {
    run(toolRules, { tool, server }, { tool: index, path: [] });
    for (const node of schemaNodes(tool.inputSchema))
      run(schemaRules, node, { tool: index, path: node.path });
  }
  return [...findings.values()];
};
