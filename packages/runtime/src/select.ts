import {
  type App,
  type CatalogRecord,
  type Environment,
  type ServerDefinition,
  suggestion,
} from "@jackfield/contract";

/** What the operator asked for; lists as given on the command line, already split. */
export type SelectionRequest = {
  readonly tools?: readonly string[];
  readonly excludeTools?: readonly string[];
  readonly profiles?: readonly string[];
  readonly tags?: readonly string[];
  /** Only tools whose hint says that they change nothing; absent or false: `<prefix>_READ_ONLY` decides. */
  readonly readOnly?: boolean;
  /** What the server itself keeps away; absent: nothing. */
  readonly serves?: (tool: string) => boolean;
  readonly environment: Environment;
};

export type Selection =
  | { readonly ok: true; readonly app: App }
  /** One line for the operator: the unknown name and the nearest known one, or the variable that makes no sense. */
  | { readonly ok: false; readonly problem: string };

/** Splits a comma list; blanks and empty entries are dropped. */
export const commaList = (text: string | undefined): readonly string[] =>
  (text ?? "").split(",").flatMap((part) => part.trim() || []);

const listOr = (list: readonly string[] | undefined, from: string | undefined): readonly string[] =>
  list !== undefined && list.length > 0 ? list : commaList(from);

class UnusableRequest extends Error {}

/** A switch that keeps tools away must not be off because its value is misspelt. */
const isOn = (name: string, value: string | undefined): boolean => {
  const text = (value ?? "").trim().toLowerCase();
  if (["1", "true", "yes", "on"].includes(text)) return true;
  if (["", "0", "false", "no", "off"].includes(text)) return false;
  throw new UnusableRequest(`${name} must be true or false, got "${text.slice(0, 40)}".`);
};

const known = (kind: string, name: string, names: Iterable<string>, exists: boolean): void => {
  if (!exists)
    throw new UnusableRequest(`Unknown ${kind} "${name.slice(0, 100)}"${suggestion(name, names)}.`);
};

/** Tools of the named profiles; undefined: every tool. `full` is every tool, `default` too where none is defined. */
const ofProfiles = (
  definition: ServerDefinition,
  names: readonly string[],
): ReadonlySet<string> | undefined => {
  const profiles = definition.profiles ?? {};
  const chosen = new Set<string>();
  let full = false;
  for (const name of names) {
    const tools = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    known(
      "profile",
      name,
      [...Object.keys(profiles), "full", "default"],
      tools !== undefined || name === "full" || name === "default",
    );
    full ||= tools === undefined || (name === "default" && tools.length === 0);
    for (const tool of tools ?? []) chosen.add(tool);
  }
  return full ? undefined : chosen;
};

const filtered = (app: App, keep: (record: CatalogRecord) => boolean): App => {
  let records: Promise<readonly CatalogRecord[]> | undefined;
  return {
    ...app,
    load: (record) => app.load(record),
    catalog() {
      records ??= app.catalog().then((all) => all.filter(keep));
      return records;
    },
  };
};

/**
 * Narrows an app to the tools that the operator wants; the others are neither listed nor callable. Precedence:
 * `tools`, `<prefix>_TOOLS`, `profiles`, `<prefix>_PROFILE`, then the tags (over every tool), then the default profile.
 * Tags and `readOnly` narrow whatever was chosen, exclusions win over everything. The catalog is read here only when
 * names of tools or tags have to be checked, so that a plain start does not grow with it.
 */
export const selectTools = async (app: App, request: SelectionRequest): Promise<Selection> => {
  const { definition } = app;
  const { environment } = request;
  const variable = (name: string): string | undefined => environment[`${definition.prefix}_${name}`];
  const ownTools = request.tools?.length ? request.tools : undefined;
  const profiles = request.profiles?.length ? request.profiles : undefined;
  const tools = ownTools ?? commaList(variable("TOOLS"));
  const named = profiles ?? commaList(variable("PROFILE"));
  const asTags = request.tags ?? [];
  const excluded = listOr(request.excludeTools, variable("EXCLUDE_TOOLS"));
  try {
    const tags =
      tools.length + asTags.length + excluded.length > 0
        ? await checkedTags(app, [...tools, ...excluded], asTags)
        : [];
    const fallback = tags.length > 0 ? ["full"] : ["default"];
    const chosen =
      tools.length > 0 ? new Set(tools) : ofProfiles(definition, named.length > 0 ? named : fallback);
    const without = new Set(excluded);
    const wanted = new Set(tags);
    const harmless =
      request.readOnly === true || isOn(`${definition.prefix}_READ_ONLY`, variable("READ_ONLY"));
    const everything =
      chosen === undefined && without.size === 0 && wanted.size === 0 && !harmless && !request.serves;
    const keep = (record: CatalogRecord): boolean =>
      (chosen?.has(record.name) ?? true) &&
      (request.serves?.(record.name) ?? true) &&
      !without.has(record.name) &&
      (!harmless || record.annotations.readOnlyHint) &&
      (wanted.size === 0 || record.tags.some((tag) => wanted.has(tag)));
    return { ok: true, app: everything ? app : filtered(app, keep) };
  } catch (error) {
    if (error instanceof UnusableRequest) return { ok: false, problem: error.message };
    throw error;
  }
};

/**
 * The tags that the parts of comma lists name. A tag may hold commas itself, so the longest run of parts that spells one
 * counts, blanks around commas aside.
 */
const tagsIn = (parts: readonly string[], tags: ReadonlySet<string>): readonly string[] => {
  const bySpelling = new Map([...tags].map((tag) => [commaList(tag).join(","), tag]));
  const named: string[] = [];
  for (let at = 0; at < parts.length; ) {
    let end = parts.length;
    while (end > at + 1 && !bySpelling.has(parts.slice(at, end).join(","))) end -= 1;
    const spelling = parts.slice(at, end).join(",");
    named.push(bySpelling.get(spelling) ?? spelling);
    at = end;
  }
  return named;
};

/** The wanted tags by their names. Throws when a tool or a tag is unknown. */
const checkedTags = async (
  app: App,
  tools: readonly string[],
  parts: readonly string[],
): Promise<readonly string[]> => {
  const records = await app.catalog();
  const names = new Set(records.map((record) => record.name));
  const allTags = new Set(records.flatMap((record) => record.tags));
  for (const tool of tools) known("tool", tool, names, names.has(tool));
  const tags = tagsIn(parts, allTags);
  for (const tag of tags) known("tag", tag, allTags, allTags.has(tag));
  return tags;
};
