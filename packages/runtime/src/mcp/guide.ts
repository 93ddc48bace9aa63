import {
  type Guide,
  type GuideContext,
  type GuidePrompt,
  type GuideTemplate,
  isRecord,
  type PromptMessage,
  type ResourceBody,
  type Tenant,
} from "@jackfield/contract";
import {
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerCapabilities,
  type ServerContext,
  UriTemplate,
} from "@modelcontextprotocol/server";
import type { skillEntry } from "@modelcontextprotocol/server/ext/skills";
import type { Consultation, Offer } from "../offer.js";
import { anyParams } from "./any-params.js";
import type { askingOf } from "./asking.js";

type SkillEntry = Awaited<ReturnType<typeof skillEntry>>;
type Cache = { readonly ttlMs: number; readonly cacheScope: "public" | "private" };

const skillsExtension = "io.modelcontextprotocol/skills";
/** Clients show no more of the instructions. */
const longestInstructions = 2_048;
/** As many values as a completion may have (MCP, `CompleteResult`). */
const mostValues = 100;

/** What a server with a guide can do apart from tools. */
export const guideCapabilities = ({ resources, templates, prompts, skills }: Guide): ServerCapabilities => ({
  ...((resources || templates || skills) && { resources: {} }),
  ...(prompts && { prompts: {} }),
  ...((prompts || templates) && { completions: {} }),
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

/** One request of a client to a part of the guide. */
type Visit = {
  readonly context: ServerContext;
  readonly name: string;
  readonly args?: Readonly<Record<string, string>>;
};

/** Runs a part of the guide. It may ask, as a tool does; undefined when it fails. */
type Consult = (visit: Visit, work: Consultation) => Promise<string | InputRequiredResult | undefined>;

/** Texts as they are, bytes in base64: both come through what removes secrets. */
const bodyText = (body: ResourceBody): string =>
  JSON.stringify(typeof body === "string" ? { text: body } : { blob: Buffer.from(body).toString("base64") });

const matchIn = (templates: readonly GuideTemplate[], uri: string) => {
  for (const template of templates) {
    const values = new UriTemplate(template.uriTemplate).match(uri);
    if (values === null) continue;
    const texts = Object.entries(values).map(([name, value]) => [name, decoded([value].flat().join(","))]);
    return { template, values: Object.fromEntries(texts) as Record<string, string> };
  }
  return undefined;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const notThere = (uri: string): ProtocolError => invalid(`There is no resource ${uri.slice(0, 200)}.`);

/** Of the resources and templates: what reads this URI, and of which type it is. */
const readerOf = ({ resources = [], templates = [] }: Guide, uri: string) => {
  const resource = resources.find((one) => one.uri === uri);
  if (resource !== undefined) {
    const read = async (context: GuideContext) => bodyText(await resource.read(context));
    return { mimeType: resource.mimeType, read };
  }
  const match = matchIn(templates, uri);
  if (match === undefined) throw notThere(uri);
  const { template, values } = match;
  const read = async (context: GuideContext) => {
    const body = await template.read(values, context);
    return body === undefined ? "null" : bodyText(body);
  };
  return { mimeType: template.mimeType, read };
};

const answerResources = (server: Server, guide: Guide, consult: Consult): void => {
  const { resources = [], templates = [], skills = [] } = guide;
  if (resources.length + templates.length + skills.length === 0) return;
  server.setRequestHandler("resources/list", () => ({
    resources: resources.map(({ uri, name, title, description, mimeType }) => ({
      ...{ uri, name, title, description, mimeType },
    })),
  }));
  server.setRequestHandler("resources/templates/list", () => ({
    resourceTemplates: templates.map(({ uriTemplate, name, title, description, mimeType }) => ({
      ...{ uriTemplate, name, title, description, mimeType },
    })),
  }));
  server.setRequestHandler("resources/read", async ({ params: { uri } }, context) => {
    const skill = skillFile(guide, uri);
    if (skill !== undefined) return { contents: [{ uri, mimeType: "text/markdown", text: skill }] };
    const { mimeType, read } = readerOf(guide, uri);
    const made = await consult({ context, name: `resource ${uri}` }, read);
    if (made === undefined)
      throw new ProtocolError(ProtocolErrorCode.InternalError, `${uri} cannot be read now`);
    if (typeof made !== "string") return made;
    const body = JSON.parse(made) as { readonly text: string } | { readonly blob: string } | null; // see `bodyText`
    if (body === null) throw notThere(uri);
    return { contents: [{ uri, mimeType, ...body }] };
  });
};

const answerSkills = (server: Server, guide: Guide, cache: Cache): void => {
  if ((guide.skills ?? []).length === 0) return;
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

const promptNamed = ({ prompts = [] }: Guide, name: string): GuidePrompt => {
  const prompt = prompts.find((one) => one.name === name);
  if (prompt === undefined) throw invalid(`There is no prompt ${name.slice(0, 100)}.`);
  return prompt;
};

const userText = (text: string): PromptMessage => ({ role: "user", content: { type: "text", text } });

const answerPrompts = (server: Server, guide: Guide, consult: Consult): void => {
  const { prompts = [] } = guide;
  if (prompts.length === 0) return;
  server.setRequestHandler("prompts/list", () => ({
    prompts: prompts.map(({ name, title, description, arguments: all }) => ({
      ...{ name, title, description },
      arguments: all.map((one) => ({
        ...{ name: one.name, description: one.description, required: one.required === true },
      })),
    })),
  }));
  server.setRequestHandler("prompts/get", async ({ params }, context) => {
    const prompt = promptNamed(guide, params.name);
    const { description } = prompt;
    const args = params.arguments ?? {};
    const missing = prompt.arguments.filter(({ name, required }) => required && !args[name]?.trim());
    if (missing.length > 0)
      throw invalid(`The prompt needs ${missing.map(({ name }) => name).join(" and ")}.`);
    if ("text" in prompt) {
      const absent = Object.fromEntries(prompt.arguments.map(({ name }) => [name, "(not given)"]));
      return { description, messages: [userText(filled(prompt.text, { ...absent, ...args }))] };
    }
    const made = await consult({ context, name: `prompt ${prompt.name}`, args }, async (own) =>
      JSON.stringify(await prompt.messages(args, own)),
    );
    if (made === undefined)
      throw new ProtocolError(ProtocolErrorCode.InternalError, `${prompt.name} cannot be made now`);
    return typeof made === "string" ? { description, messages: JSON.parse(made) as PromptMessage[] } : made;
  });
};

/** What completes an argument of a prompt, or a variable of a template. */
const valuesFor = (
  guide: Guide,
  ref:
    | { readonly type: "ref/prompt"; readonly name: string }
    | { readonly type: "ref/resource"; readonly uri: string },
  name: string,
) =>
  ref.type === "ref/prompt"
    ? promptNamed(guide, ref.name).arguments.find((one) => one.name === name)?.values
    : guide.templates?.find(({ uriTemplate }) => uriTemplate === ref.uri)?.values?.[name];

const answerCompletions = (server: Server, guide: Guide, consult: Consult): void => {
  if ((guide.prompts ?? []).length + (guide.templates ?? []).length === 0) return;
  server.setRequestHandler("completion/complete", async ({ params: { ref, argument } }, context) => {
    const values = valuesFor(guide, ref, argument.name);
    if (values === undefined) return { completion: { values: [] } };
    const text = await consult({ context, name: "completion" }, async (own) =>
      JSON.stringify(await values(own)),
    );
    const all: unknown = JSON.parse(typeof text === "string" ? text : "[]");
    const fitting = (Array.isArray(all) ? all.map(String) : []).filter((one) =>
      one.startsWith(argument.value),
    );
    const total = fitting.length;
    return { completion: { values: fitting.slice(0, mostValues), total, hasMore: total > mostValues } };
  });
};

type GuideCaller = {
  readonly tenant: Tenant;
  readonly cache: Cache;
  askFor(context: ServerContext): ReturnType<typeof askingOf>;
};

/** Answers what clients ask of a guide: resources, skills, prompts and completions. */
export const answerGuide = (server: Server, offer: Offer, { tenant, cache, askFor }: GuideCaller): void => {
  const { guide } = offer;
  if (guide === undefined) return;
  const consult: Consult = async ({ context, name, args = {} }, work) => {
    const asking = askFor(context);
    const subject = { tool: name, arguments: args };
    const made = await offer.consult(tenant, work, {
      signal: context.mcpReq.signal,
      ask: (_, question) => asking.ask(subject, question),
    });
    return (await asking.questions()) ?? made;
  };
  answerResources(server, guide, consult);
  answerSkills(server, guide, cache);
  answerPrompts(server, guide, consult);
  answerCompletions(server, guide, consult);
};

/** The instructions for a caller; those of the definition where the guide has none, or cannot make them now. */
export const instructionsFor = async (offer: Offer, tenant: Tenant): Promise<string | undefined> => {
  const instructions = offer.guide?.instructions;
  if (instructions === undefined) return offer.definition.instructions;
  const signal = AbortSignal.timeout(2_000);
  const text = await offer.consult(tenant, (context: GuideContext) => instructions(context), { signal });
  return text?.slice(0, longestInstructions) ?? offer.definition.instructions;
};
