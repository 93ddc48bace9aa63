import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Failure, messageOf } from "../failure.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import type { ProfileSettings } from "../resolver/profile.js";
import { fieldsOf } from "./fields.js";
import { readServer, unknownFields } from "./server.js";
import type { Config, Entry, GatewaySettings, Layer } from "./types.js";

export const projectFile = ".jackfield-connect.json";

type LoadOptions = {
  /** The state folder, which holds the user's own configuration. */
  readonly home: string;
  readonly cwd: string;
  /** Where the search for a project ends: the user's folder. */
  readonly userHome: string;
  /** Files that replace the search. */
  readonly files: readonly string[];
};

/** The nearest project file, up to the root of the repository or the user's folder. */
export const findProject = (cwd: string, userHome: string): string | undefined => {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const file = join(folder, projectFile);
    if (existsSync(file)) return file;
    if (existsSync(join(folder, ".git")) || folder === userHome || dirname(folder) === folder)
      return undefined;
  }
};

const layersOf = ({ home, cwd, userHome, files }: LoadOptions): readonly Layer[] => {
  if (files.length > 0) return files.map((file) => ({ kind: "explicit", file: resolve(cwd, file) }));
  const own: Layer = { kind: "global", file: join(home, "config.json") };
  const project = findProject(cwd, userHome);
  return project === undefined ? [own] : [own, { kind: "project", file: project }];
};

/** The content of a layer. One that cannot be read is left out with a warning, unless it was named explicitly. */
const contentOf = (layer: Layer, warn: (text: string) => void): JsonObject => {
  const fail = (what: string): JsonObject => {
    if (layer.kind === "explicit") throw new Failure("config", `${layer.file}: ${what}`);
    warn(`${layer.file} is left out: ${what}`);
    return {};
  };
  if (!existsSync(layer.file)) return layer.kind === "explicit" ? fail("there is no such file") : {};
  try {
    const content: unknown = JSON.parse(readFileSync(layer.file, "utf8"));
    return isObject(content) ? content : fail("it is not a JSON object");
  } catch (error) {
    return fail(messageOf(error));
  }
};

const profileOf = (name: string, raw: unknown): ProfileSettings => {
  if (!isObject(raw)) throw new Failure("config", `profile ${name} is not an object`);
  const place = `profile ${name}`;
  const fields = fieldsOf(raw, place);
  const plane = fields.object("controlPlane");
  const planeFields = plane === undefined ? undefined : fieldsOf(plane, `${place}.controlPlane`);
  return {
    envPrefix: fields.needed("envPrefix"),
    hostedUrl: fields.address("hostedUrl"),
    keyVariable: fields.needed("keyVariable"),
    accountVariable: fields.text("accountVariable"),
    controlPlane:
      planeFields === undefined
        ? undefined
        : {
            baseUrl: planeFields.address("baseUrl") ?? planeFields.needed("baseUrl"),
            secretsPath: planeFields.needed("secretsPath"),
            deployPath: planeFields.needed("deployPath"),
          },
  };
};

/** Scalar settings: a later layer wins field by field. */
const gatewayOf = (raw: JsonObject): GatewaySettings => {
  const fields = fieldsOf(raw, "gateway");
  const breaker = fieldsOf(fields.object("breaker") ?? {}, "gateway.breaker");
  return {
    toolName: fields.text("toolName") ?? "mcp",
    split: fields.flag("split") ?? false,
    allowLogin: fields.flag("allowLogin") ?? true,
    idleTtlSecs: fields.count("idleTtlSecs") ?? 600,
    maxConcurrentServers: Math.max(1, fields.count("maxConcurrentServers") ?? 10),
    breaker: {
      threshold: Math.max(1, breaker.count("threshold") ?? 3),
      cooldownSecs: breaker.count("cooldownSecs") ?? 60,
    },
    userKeyEnv: fields.text("userKeyEnv"),
    userKeyHeader: fields.text("userKeyHeader"),
  };
};

/** All layers as one configuration. Later layers win by server name; a bad entry takes nothing else with it. */
export const loadConfig = (options: LoadOptions): Config => {
  const warnings: string[] = [];
  const warn = (text: string): void => void warnings.push(text);
  const layers = layersOf(options);
  const entries = new Map<string, Entry>();
  const profiles = new Map<string, ProfileSettings>();
  let gateway: JsonObject = {};
  let caFile: string | undefined;
  let proxy: string | undefined;
  for (const layer of layers) {
    const content = contentOf(layer, warn);
    const servers = isObject(content.mcpServers) ? content.mcpServers : {};
    for (const [name, raw] of Object.entries(servers)) {
      if (!isObject(raw)) warn(`${layer.file}: server ${name} is not an object`);
      else {
        entries.set(name, { name, layer, raw, shadows: entries.get(name) });
        try {
          readServer(name, raw);
          unknownFields(name, raw).forEach(warn);
        } catch (error) {
          warn(`${layer.file}: ${messageOf(error)}`);
        }
      }
    }
    if (isObject(content.gateway)) gateway = { ...gateway, ...content.gateway };
    // A project may not say where connections go through, or which vendor gets a key.
    if (layer.kind === "project") continue;
    if (typeof content.caFile === "string") caFile = content.caFile;
    if (typeof content.proxy === "string") proxy = content.proxy;
    for (const [name, raw] of Object.entries(isObject(content.profiles) ? content.profiles : {}))
      profiles.set(name, profileOf(name, raw));
  }
  const sorted = new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { layers, entries: sorted, profiles, gateway: gatewayOf(gateway), caFile, proxy, warnings };
};
