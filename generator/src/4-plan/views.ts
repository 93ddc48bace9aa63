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

  const refsOf = (name: string): readonly string[] => {
    const before = referred.get(name);
    if (before !== undefined) return before;
    const names = refsIn([request[name] ?? true]);
    referred.set(name, names);
    return names;
  };
  const judgedOf = (name: string): Schema => {
    const before = judgedViews.get(name);
    if (before !== undefined) return before;
    const view = judged(request[name] ?? true, request);
    judgedViews.set(name, view);
    return view;
  };
  const namesBelow = (roots: readonly Schema[]): readonly string[] => {
    const names = new Set(refsIn(roots).filter((name) => Object.hasOwn(request, name)));
    // A set grows while it is walked.
    for (const name of names)
      for (const next of refsOf(name)) if (Object.hasOwn(request, next)) names.add(next);
    return [...names].sort();
  };

  return {
    request,
    namesBelow,
    judgedClosure: (roots) => Object.fromEntries(namesBelow(roots).map((name) => [name, judgedOf(name)])),
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
