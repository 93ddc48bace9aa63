import type { Guide, GuideContext, GuideTemplate, ResourceBody } from "@jackfield/contract";
import { ProtocolError, ProtocolErrorCode, type Server, UriTemplate } from "@modelcontextprotocol/server";
import { mostSubscriptions } from "../changes.js";
import type { Subscriptions } from "../session-store.js";
import { type Consult, type Guides, invalid } from "./consult.js";
import { skillFile } from "./skills.js";

/** The contents of a resource as they are sent; null: there is none. */
type WireBody = { readonly text: string } | { readonly blob: string } | null;

/** Texts as they are, bytes in base64: both come through what removes secrets. */
const wireBody = (body: ResourceBody): WireBody =>
  typeof body === "string" ? { text: body } : { blob: Buffer.from(body).toString("base64") };

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
    const read = async (context: GuideContext): Promise<WireBody> => wireBody(await resource.read(context));
    return { mimeType: resource.mimeType, read };
  }
  const match = matchIn(templates, uri);
  if (match === undefined) throw notThere(uri);
  const { template, values } = match;
  const read = async (context: GuideContext): Promise<WireBody> => {
    const body = await template.read(values, context);
    return body === undefined ? null : wireBody(body);
  };
  return { mimeType: template.mimeType, read };
};

/** Lists and reads the resources. */
export const answerResources = (
  server: Server,
  { declared: { resources = [], templates = [], skills = [] }, served }: Guides,
  consult: Consult,
): void => {
  if (resources.length + templates.length + skills.length === 0) return;
  server.setRequestHandler("resources/list", async () => ({
    resources: ((await served()).resources ?? []).map(({ uri, name, title, description, mimeType }) => ({
      ...{ uri, name, title, description, mimeType },
    })),
  }));
  server.setRequestHandler("resources/templates/list", async () => ({
    resourceTemplates: ((await served()).templates ?? []).map(
      ({ uriTemplate, name, title, description, mimeType }) => ({
        ...{ uriTemplate, name, title, description, mimeType },
      }),
    ),
  }));
  server.setRequestHandler("resources/read", async ({ params: { uri } }, context) => {
    const guide = await served();
    const skill = skillFile(guide, uri);
    if (skill !== undefined) return { contents: [{ uri, mimeType: "text/markdown", text: skill }] };
    const { mimeType, read } = readerOf(guide, uri);
    const outcome = await consult({ context, name: `resource ${uri}` }, read);
    if (outcome.kind === "failed")
      throw new ProtocolError(ProtocolErrorCode.InternalError, `${uri} cannot be read now`);
    if (outcome.kind === "asks") return outcome.result;
    if (outcome.value === null) throw notThere(uri);
    return { contents: [{ uri, mimeType, ...outcome.value }] };
  });
};

/** Takes subscriptions to resources (until revision 2025-11-25), where there are any that change. */
export const answerSubscriptions = (
  server: Server,
  { served }: Guides,
  subscriptions: Subscriptions,
): void => {
  server.setRequestHandler("resources/subscribe", async ({ params: { uri } }) => {
    const guide = await served();
    if (skillFile(guide, uri) === undefined) readerOf(guide, uri);
    if (!(await subscriptions.has(uri)) && (await subscriptions.count()) >= mostSubscriptions)
      throw invalid(`A session has at most ${mostSubscriptions} subscriptions; end one first.`);
    await subscriptions.add(uri);
    return {};
  });
  server.setRequestHandler("resources/unsubscribe", async ({ params: { uri } }) => {
    await subscriptions.remove(uri);
    return {};
  });
};
