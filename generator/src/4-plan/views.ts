import { type Definitions, defNameOf, mapSchemas, type Schema } from "../3-model/index.js";
import { requestView } from "./request-view.js";
import { judged } from "./unions.js";

/** The named schemas of an API as its tools need them. Each is made once, however many tools refer to it. */
type Views = {
  /** As a caller has to meet them: what lists and texts are made from. */
  readonly request: Definitions;
  /** Those that schemas need, as calls are judged by them; sorted by name. */
  judgedClosure(roots: readonly Schema[]): Definitions;
  /** Names of all that schemas need. */
  namesBelow(roots: readonly Schema[]): readonly string[];
};

const known = new WeakMap<Definitions, Views>();

export const viewsOf = (definitions: Definitions): Views => {
  const before = known.get(definitions);
  if (before !== undefined) return before;
  const views = createViews(definitions);
  known.set(definitions, views);
  return views;
};

const createViews = (definitions: Definitions): Views => {
  const request: Definitions = Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [name, requestView(schema, definitions)]),
  );
  const judgedViews = new Map<string, Schema>();
  const referred = new Map<string, readonly string[]>();
  const closures = new Map<string, readonly string[]>();
  const judgedClosures = new WeakMap<readonly string[], Definitions>();

  const refsOf = (name: string): readonly string[] => {
    const before = referred.get(name);
    if (before !== undefined) return before;
    const names = ownNames([request[name] ?? true]);
    referred.set(name, names);
    return names;
  };
  const ownNames = (schemas: readonly Schema[]): readonly string[] =>
    refsIn(schemas).filter((name) => Object.hasOwn(request, name));
  /** A name with all below it. Where schemas all reach each other, one that is known ends the search for the next. */
  const closureOf = (name: string): readonly string[] => {
    const before = closures.get(name);
    if (before !== undefined) return before;
    const names = new Set<string>();
    const waiting = [name];
    let largest: readonly string[] = [];
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      if (names.has(one)) continue;
      const below = closures.get(one);
      if (below === undefined) waiting.push(...refsOf(one));
      else if (below.length > largest.length) largest = below;
      for (const next of below ?? [one]) names.add(next);
    }
    // As many as in a part of it: they are the same.
    const all = largest.length === names.size ? largest : [...names].sort();
    closures.set(name, all);
    return all;
  };
  const judgedOf = (name: string): Schema => {
    const before = judgedViews.get(name);
    if (before !== undefined) return before;
    const view = judged(request[name] ?? true, request);
    judgedViews.set(name, view);
    return view;
  };
  const namesBelow = (roots: readonly Schema[]): readonly string[] => {
    const parts = new Set(ownNames(roots).map(closureOf));
    const [only = []] = parts;
    return parts.size < 2 ? only : [...new Set([...parts].flat())].sort();
  };
  const judgedBelow = (names: readonly string[]): Definitions => {
    const definitions =
      judgedClosures.get(names) ?? Object.fromEntries(names.map((name) => [name, judgedOf(name)]));
    judgedClosures.set(names, definitions);
    return definitions;
  };

  return {
    request,
    namesBelow,
    judgedClosure: (roots) => judgedBelow(namesBelow(roots)),
  };
};

const refsIn = (schemas: readonly Schema[]): readonly string[] => {
  const names = new Set<string>();
  const visit = (schema: Schema): Schema => {
    if (typeof schema === "boolean") return schema;
    if (schema.$ref !== undefined) names.add(defNameOf(schema.$ref));
    mapSchemas(schema, visit);
    return schema;
  };
  for (const schema of schemas) visit(schema);
  return [...names];
};
