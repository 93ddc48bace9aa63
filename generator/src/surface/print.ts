import { concealing, escapedUnits } from "@jackfield/contract";
import { print } from "../5-emit/templates.js";
import { lines } from "../5-emit/tool-files.js";
import type { OutputFile } from "../5-emit/types.js";
import { argumentFields } from "./read.js";
import type { Surface, SurfaceArgument, SurfaceTool, SurfaceWebhook } from "./types.js";

/** The two lock files: `surface.json`, a tool a paragraph and an argument a line, and `surface.md` for people. */
export const surfaceFiles = (surface: Surface): readonly OutputFile[] => [
  { path: "surface.json", text: surfaceJson(surface) },
  {
    path: "surface.md",
    text: print("surface.md", {
      ...surface,
      profiles: surface.profiles.map(({ name, mode, tools }) => ({
        name,
        mode,
        tools: tools === undefined ? "every tool" : tools.join(", "),
      })),
      tools: surface.tools.map(row),
      webhooks: (surface.webhooks ?? []).map(webhookRow),
      guide: surface.guide ?? [],
    }),
  },
];

const row = (tool: SurfaceTool): Readonly<Record<string, string | number>> => ({
  name: tool.name,
  calls: tool.method === undefined ? tool.source : `${tool.method} ${tool.path}`,
  required: tool.required.join(", "),
  hints: tool.hints.join(", "),
  tokens: tool.tokens,
  patches: tool.patches.map(shortName).join(", "),
});

const webhookRow = ({ path, method, event = "as the delivery says", check, patches }: SurfaceWebhook) => ({
  path,
  method,
  event,
  check,
  patches: patches.map(shortName).join(", "),
});

/** Of an overlay, its name; a repair is called by its code. */
const shortName = (patch: string): string => patch.replace(/^.*\/([^/]+)\.(ya?ml|json)$/, "$1");

const surfaceJson = (surface: Surface): string => {
  const { version, totals, server, profiles, apis, tools, webhooks, guide } = surface;
  const list = tools.length === 0 ? "[]" : `[\n${tools.map(paragraph).join(",\n")}\n]`;
  const received = webhooks === undefined ? "" : `,\n"webhooks": ${lines(webhooks)}`;
  const texts = guide === undefined ? "" : `,\n"guide": ${lines(guide)}`;
  const text = `{\n"version": ${version},\n"totals": ${JSON.stringify(totals)},\n"server": ${JSON.stringify(server)},\n"profiles": ${lines(profiles)},\n"apis": ${lines(apis)},\n"tools": ${list}${received}${texts}\n}\n`;
  // Outside of strings there is nothing hidden, and in them an escape is the same character.
  return text.replace(concealing, escapedUnits);
};

/** What changes together stands on one line, and what changes alone on a line of its own. */
const paragraph = (tool: SurfaceTool): string => {
  const { name, api, method, path, required, hints, security, servers, media, description } = tool;
  const { schema, input, reply, tokens, source, patches, rules, unlisted } = tool;
  const parts = [
    { name, api, method, path },
    { required, hints, security, servers, media },
    { description },
    { schema, input, reply, rules, unlisted, tokens },
    { source, patches },
  ].map((part) => JSON.stringify(part).slice(1, -1));
  return `{${parts.join(",\n ")},\n "arguments":${lines(tool.arguments.map(inOrder))}}`;
};

/** However its fields came together, by a run or from a lock that was read, a line reads the same. */
const inOrder = (argument: SurfaceArgument): Readonly<Record<string, unknown>> =>
  Object.fromEntries(argumentFields.map((field) => [field, argument[field]]));
