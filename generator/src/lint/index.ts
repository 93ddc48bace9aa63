import { listRules, schemaRules, toolRules } from "./rules.js";
import { schemaNodes } from "./schema-nodes.js";
import type { Client, Finding, Listing } from "./types.js";

export { type Client, clients, type Finding, type ListedTool, type Listing } from "./types.js";

/**
 * What some clients would refuse, hide or misread in a `tools/list` result. In the order of the list; one finding
 * names all the clients that it is the same for.
 */
export const lint = (listing: Listing, chosen: readonly Client[]): readonly Finding[] => {
  const findings = new Map<string, Finding>();
  const run = <Subject>(
    rules: readonly {
      readonly code: Finding["code"];
      readonly clients: readonly Client[];
      readonly find: (subject: Subject, client: Client) => { readonly what: string } | undefined;
    }[],
    subject: Subject,
    place: Pick<Finding, "tool" | "path">,
  ): void => {
    for (const { code, clients, find } of rules) {
      for (const client of chosen) {
        const found = clients.includes(client) ? find(subject, client) : undefined;
        if (!found) continue;
        const key = JSON.stringify([code, place, found.what]);
        const others = findings.get(key)?.clients ?? [];
        findings.set(key, { code, ...place, ...found, clients: [...others, client] });
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
