import type { Api as ServedApi } from "@jackfield/contract";
import type { Api } from "../3-model/index.js";
import type { Plan } from "../4-plan/index.js";
import type { ConfigInput } from "../config/index.js";

/** More tools than this at once make clients slow and models choose badly. */
const mostByDefault = 40;

/**
 * What a config for a server should say: the variables of its credentials under the names that they would have anyway, so
 * that they can be renamed, and a list of tools for each tag.
 */
export const proposedConfig = (
  { definition, tools }: Plan,
  apis: readonly Api[],
): Required<Pick<ConfigInput, "credentials" | "profiles">> => {
  const planned = new Set(tools.map(({ face }) => face.name));
  const byTag = new Map<string, string[]>();
  // In the order of the spec, which begins with what matters most, as a rule.
  for (const tag of apis.flatMap(({ operations }) => operations.map(({ tags }) => tags[0]))) {
    if (tag !== undefined && profileName(tag) !== undefined) byTag.set(tag, []);
  }
  for (const { face, record } of tools) {
    const [tag] = record.tags ?? [];
    if (tag !== undefined && planned.has(face.name)) byTag.get(tag)?.push(face.name);
  }
  return { credentials: credentialsOf(definition.apis), profiles: profilesOf(byTag, [...planned]) };
};

/** `Call Recordings` gives `call-recordings`; undefined when no letter is left, and for words that mean something else. */
const profileName = (tag: string): string | undefined => {
  const name = tag
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return name === "" || name === "default" || name === "full" ? undefined : name;
};

const profilesOf = (
  byTag: ReadonlyMap<string, readonly string[]>,
  all: readonly string[],
): Record<string, string[]> => {
  const profiles = new Map<string, string[]>();
  for (const [tag, names] of byTag) {
    const name = profileName(tag);
    if (name === undefined || names.length === 0) continue;
    profiles.set(name, [...(profiles.get(name) ?? []), ...names]);
  }
  // A single list says nothing, and all that are few need no choice.
  if (all.length <= mostByDefault) return profiles.size > 1 ? Object.fromEntries(profiles) : {};
  return { ...Object.fromEntries(profiles), default: defaultOf(profiles, all) };
};

/** Whole groups as long as they fit; where the first is too large already, its first tools. */
const defaultOf = (profiles: ReadonlyMap<string, readonly string[]>, all: readonly string[]): string[] => {
  const chosen: string[] = [];
  let room = mostByDefault;
  for (const [name, { length }] of profiles) {
    if (length > room) continue;
    chosen.push(`@${name}`);
    room -= length;
  }
  return chosen.length > 0 ? chosen : all.slice(0, mostByDefault);
};

const credentialsOf = (
  apis: Readonly<Record<string, ServedApi>>,
): NonNullable<ConfigInput["credentials"]> => {
  const credentials: NonNullable<ConfigInput["credentials"]> = {};
  for (const { schemes } of Object.values(apis)) {
    for (const [name, scheme] of Object.entries(schemes)) {
      if (scheme.type === "unsupported") continue;
      const grants = scheme.type === "oauth2" ? scheme.grants : [];
      credentials[name] = Object.assign({}, ...grants.map(({ variables }) => variables), scheme.variables);
    }
  }
  return credentials;
};
