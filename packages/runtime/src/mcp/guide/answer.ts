import type { Guide, GuideContext, Tenant } from "@jackfield/contract";
import type { Server, ServerCapabilities, ServerContext } from "@modelcontextprotocol/server";
import type { Offer } from "../../offer.js";
import type { askingOf } from "../asking.js";
import type { ListCache } from "../changes.js";
import type { Subscriptions } from "../session-store.js";
import type { Consult } from "./consult.js";
import { answerCompletions, answerPrompts } from "./prompts.js";
import { answerResources, answerSubscriptions } from "./resources.js";
import { answerSkills, skillsExtension } from "./skills.js";

/** Clients show no more of the instructions. */
const longestInstructions = 2_048;

/** What a server with a guide can do apart from tools. */
export const guideCapabilities = (
  { resources, templates, prompts, skills }: Guide,
  changes: boolean,
): ServerCapabilities => ({
  ...((resources || templates || skills) && { resources: changes ? { subscribe: true } : {} }),
  ...(prompts && { prompts: {} }),
  ...((prompts || templates) && { completions: {} }),
  ...(skills && { extensions: { [skillsExtension]: {} } }),
});

type GuideCaller = {
  readonly tenant: Tenant;
  readonly cache: ListCache;
  readonly subscriptions: Subscriptions;
  askFor(context: ServerContext): ReturnType<typeof askingOf>;
};

/** Answers what clients ask of a guide: resources, skills, prompts and completions. */
export const answerGuide = (
  server: Server,
  offer: Offer,
  { tenant, cache, subscriptions, askFor }: GuideCaller,
): void => {
  const { guide } = offer;
  if (guide === undefined) return;
  const consult: Consult = async ({ context, name, args = {} }, work) => {
    const asking = askFor(context);
    const subject = { tool: name, arguments: args };
    const value = await offer.consult(tenant, work, {
      signal: context.mcpReq.signal,
      ask: (_, question) => asking.ask(subject, question),
    });
    const result = await asking.questions();
    if (result !== undefined) return { kind: "asks", result };
    return value === undefined ? { kind: "failed" } : { kind: "made", value };
  };
  const guides = { declared: guide, served: offer.servedGuide };
  answerResources(server, guides, consult);
  if (offer.onUpdate !== undefined) answerSubscriptions(server, guides, subscriptions);
  answerSkills(server, guides, cache);
  answerPrompts(server, guides, consult);
  answerCompletions(server, guides, consult);
};

/** The instructions for a caller; those of the definition where the guide has none, or cannot make them now. */
export const instructionsFor = async (offer: Offer, tenant: Tenant): Promise<string | undefined> => {
  const instructions = offer.guide?.instructions;
  if (instructions === undefined) return offer.definition.instructions;
  const signal = AbortSignal.timeout(2_000);
  const text = await offer.consult(tenant, (context: GuideContext) => instructions(context), { signal });
  return text?.slice(0, longestInstructions) ?? offer.definition.instructions;
};
