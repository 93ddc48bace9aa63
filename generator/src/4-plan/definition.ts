import type { Api, ServerDefinition } from "@jackfield/contract";
import { invisible, nearest } from "@jackfield/contract";
import type * as Model from "../3-model/index.js";
import type { Report } from "../report/index.js";
import { compare } from "./names.js";
import { type PlannedSchemes, planSchemes } from "./schemes.js";
import type { PlanOptions } from "./types.js";

/** What a server is apart from its tools: APIs, credentials, hosts, profiles. */
export const planDefinition = (
  apis: readonly Model.Api[],
  toolNames: readonly string[],
  options: PlanOptions,
  report: Report,
): ServerDefinition => {
  // What several APIs are called together, only the config can say.
  const only = apis.length === 1 ? apis[0] : undefined;
  const sorted = [...apis].sort((a, b) => compare(a.id, b.id));
  const schemes = planSchemes(sorted, options, report);
  const profiles = planProfiles(options, toolNames, report);
  return {
    name: options.name,
    title: options.title ?? plainLine(only?.title) ?? options.name,
    version: options.version ?? plainLine(only?.version) ?? "0.1.0",
    ...(options.instructions !== undefined && { instructions: options.instructions }),
    apis: Object.fromEntries(sorted.map((api) => [api.id, planApi(api, schemes, options)])),
    ...(Object.keys(profiles).length > 0 && { profiles }),
    ...(options.hosts && { hosts: options.hosts }),
    ...(Object.keys(options.variables).length > 0 && { variables: options.variables }),
    prefix: options.prefix,
    ...(options.formats === "assert" && { formats: "assert" as const }),
  };
};

/** A line of a spec as clients may show it: bounded, without what nobody sees; undefined when nothing is left. */
const plainLine = (text = ""): string | undefined => {
  const line = text.replace(invisible, "").replaceAll(/\s+/gu, " ").trim();
  return line === "" ? undefined : line.slice(0, 120);
};

const planApi = (api: Model.Api, schemes: PlannedSchemes, options: PlanOptions): Api => ({
  title: api.title,
  // OpenAPI 3.1 section 4.8.1: without servers there is one, `/`, relative to where the document came from.
  servers: api.servers.length > 0 ? api.servers : [{ url: "/" }],
  security: api.security,
  schemes: schemes.get(api.id) ?? {},
  ...(options.pinned.includes(api.id) && { pinned: true as const }),
});

/** Profiles with `@other` replaced by that profile's tools; names that are no tool are errors, unless an API is absent. */
const planProfiles = (
  options: PlanOptions,
  toolNames: readonly string[],
  report: Report,
): Readonly<Record<string, readonly string[]>> => {
  const known = new Set(toolNames);
  const { absent = [] } = options;
  const expand = (name: string, above: readonly string[]): readonly string[] =>
    (options.profiles[name] ?? []).flatMap((entry) => {
      const other = entry.startsWith("@") ? entry.slice(1) : undefined;
      if (other !== undefined && Object.hasOwn(options.profiles, other) && !above.includes(other)) {
        return expand(other, [...above, other]);
      }
      if (other === undefined && known.has(entry)) return [entry];
      if (other === undefined && absent.length > 0) {
        const apis = absent.join(" or ");
        report.add(
          "plan/absent-tool",
          { file: "config" },
          { where: `Profile ${name}`, name: entry, absent: apis },
        );
        return [];
      }
      const candidates =
        other === undefined ? toolNames : Object.keys(options.profiles).map((one) => `@${one}`);
      report.add(
        "plan/unknown-tool",
        { file: "config" },
        { where: `Profile ${name}`, name: entry, nearest: nearest(entry, candidates) },
      );
      return [];
    });
  return Object.fromEntries(
    Object.keys(options.profiles).map((name) => [name, [...new Set(expand(name, [name]))].sort(compare)]),
  );
};
