import { type Guide, type GuideContext, isRecord, type Tenant } from "@jackfield/contract";
import {
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerCapabilities,
} from "@modelcontextprotocol/server";
import type { skillEntry } from "@modelcontextprotocol/server/ext/skills";
import type { Consultation, Offer } from "../offer.js";
import { anyParams } from "./any-params.js";

type SkillEntry = Awaited<ReturnType<typeof skillEntry>>;
type Cache = { readonly ttlMs: number; readonly cacheScope: "public" | "private" };

const skillsExtension = "io.modelcontextprotocol/skills";
/** Clients show no more of the instructions. */
const longestInstructions = 2_048;
/** As many values as a completion may have (MCP, `CompleteResult`). */
const mostValues = 100;

/** What a server with a guide can do apart from tools. */
export const guideCapabilities = ({ resources, prompts, skills }: Guide): ServerCapabilities => ({
  ...((resources || skills) && { resources: {} }),
  ...(prompts && { prompts: {}, completions: {} }),
  ...(skills && { extensions: { [skillsExtension]: {} } }),
});

const invalid = (message: string): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, message);

const skillUri = (path: string, file: string): string => `skill://${path}/${file}`;

/** Entries of the skills, made once: with the digests of all their files. */
const entriesOf = new WeakMap<Guide, Promise<SkillEntry[]>>();
const skillEntries = (guide: Guide): Promise<SkillEntry[]> => {
  const known = entriesOf.get(guide);
  if (known !== undefined) return known;
  const entries = import("@modelcontextprotocol/server/ext/skills").then(({ skillEntry: entryOf }) =>
    Promise.all((guide.skills ?? []).map(({ path, files }) => entryOf(path, files))),
  );
  entriesOf.set(guide, entries);
  return entries;
};

const skillFile = ({ skills = [] }: Guide, uri: string): string | undefined =>
  skills
    .flatMap(({ path, files }) => Object.entries(files).map(([file, text]) => [skillUri(path, file), text]))
    .find(([known]) => known === uri)?.[1];

const filled = (text: string, args: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(args, name) ? (args[name] ?? "") : whole,
  );

type Consult = (work: Consultation, signal: AbortSignal) => Promise<string | undefined>;

const answerResources = (server: Server, guide: Guide, consult: Consult, cache: Cache): void => {
  const { resources = [], skills = [] } = guide;
  if (resources.length + skills.length === 0) return;
  server.setRequestHandler("resources/list", () => ({
    resources: resources.map(({ uri, name, title, description, mimeType }) => ({
      ...{ uri, name, title, description, mimeType },
    })),
  }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [] }));
  server.setRequestHandler("resources/read", async ({ params: { uri } }, { mcpReq }) => {
    const skill = skillFile(guide, uri);
    if (skill !== undefined) return { contents: [{ uri, mimeType: "text/markdown", text: skill }] };
    const resource = resources.find((one) => one.uri === uri);
    if (resource === undefined) throw invalid(`There is no resource ${uri.slice(0, 200)}.`);
    const text = await consult((context) => resource.read(context), mcpReq.signal);
    if (text === undefined)
      throw new ProtocolError(ProtocolErrorCode.InternalError, `${uri} cannot be read now`);
    return { contents: [{ uri, mimeType: resource.mimeType, text }] };
  });
  if (skills.length === 0) return;
  server.setRequestHandler("skills/list", { params: anyParams }, async () => ({
    skills: await skillEntries(guide),
    ...cache,
  }));
  server.setRequestHandler("skills/get", { params: anyParams }, async (params) => {
    const uri = isRecord(params) ? params.uri : undefined;
    const skill = (await skillEntries(guide)).find((one) => one.uri === uri);
    if (skill === undefined) throw invalid("There is no such skill.");
    return { skill, ...cache };
  });
};

const answerPrompts = (server: Server, { prompts = [] }: Guide, consult: Consult): void => {
  if (prompts.length === 0) return;
  const promptNamed = (name: string) => {
    const prompt = prompts.find((one) => one.name === name);
    if (prompt === undefined) throw invalid(`There is no prompt ${name.slice(0, 100)}.`);
    return prompt;
  };
  server.setRequestHandler("prompts/list", () => ({
    prompts: prompts.map(({ name, title, description, arguments: all }) => ({
      ...{ name, title, description },
      arguments: all.map((one) => ({
        ...{ name: one.name, description: one.description, required: one.required === true },
      })),
    })),
  }));
  server.setRequestHandler("prompts/get", ({ params }) => {
    const prompt = promptNamed(params.name);
    const args = params.arguments ?? {};
    const missing = prompt.arguments.filter(({ name, required }) => required && !args[name]?.trim());
    if (missing.length > 0)
      throw invalid(`The prompt needs ${missing.map(({ name }) => name).join(" and ")}.`);
    const absent = Object.fromEntries(prompt.arguments.map(({ name }) => [name, "(not given)"]));
    const text = filled(prompt.text, { ...absent, ...args });
    return {
      description: prompt.description,
      messages: [{ role: "user" as const, content: { type: "text" as const, text } }],
    };
  });
  server.setRequestHandler("completion/complete", async ({ params: { ref, argument } }, { mcpReq }) => {
    const prompt = ref.type === "ref/prompt" ? promptNamed(ref.name) : undefined;
    const values = prompt?.arguments.find(({ name }) => name === argument.name)?.values;
    if (values === undefined) return { completion: { values: [] } };
    const text = await consult(async (context) => JSON.stringify(await values(context)), mcpReq.signal);
    const all: unknown = JSON.parse(text ?? "[]");
    const fitting = (Array.isArray(all) ? all.map(String) : []).filter((one) =>
      one.startsWith(argument.value),
    );
    const total = fitting.length;
    return { completion: { values: fitting.slice(0, mostValues), total, hasMore: total > mostValues } };
  });
};

/** Answers what clients ask of a guide: resources, skills, prompts and completions. */
export const answerGuide = (server: Server, offer: Offer, tenant: Tenant, cache: Cache): void => {
  const { guide } = offer;
  if (guide === undefined) return;
  const consult: Consult = (work, signal) => offer.consult(tenant, work, { signal });
  answerResources(server, guide, consult, cache);
  answerPrompts(server, guide, consult);
};

/** The instructions for a caller; those of the definition where the guide has none, or cannot make them now. */
export const instructionsFor = async (offer: Offer, tenant: Tenant): Promise<string | undefined> => {
  const instructions = offer.guide?.instructions;
  if (instructions === undefined) return offer.definition.instructions;
  const signal = AbortSignal.timeout(2_000);
  const text = await offer.consult(tenant, (context: GuideContext) => instructions(context), { signal });
  return text?.slice(0, longestInstructions) ?? offer.definition.instructions;
};
