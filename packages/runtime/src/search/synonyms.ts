import { stem } from "./stem.js";

/**
 * Words that people and API specs use for the same thing. Verbs mostly: a spec says `update` where a person
 * says close, rename or turn on. Nouns only where people hardly ever say what a spec says. A row's words stand
 * for each other; a word may stand in several rows.
 */
const rows: readonly string[] = [
  "get list show see view fetch read retrieve display check",
  "search find query",
  "create add new make post insert register start",
  "update edit change modify set replace patch turn switch",
  "update close reopen rename finish end",
  "delete remove erase destroy drop clear",
  "cancel stop abort end terminate hang",
  "send create submit",
  "upload add attach put store save create",
  "download get export",
  "enable update turn activate",
  "disable turn deactivate",
  "run trigger start execute launch",
  "user person people member someone somebody teammate colleague participant",
  "me current authenticated",
  "image picture photo",
  "message text sms",
];

const table = ((): ReadonlyMap<string, ReadonlySet<string>> => {
  const all = new Map<string, Set<string>>();
  for (const row of rows) {
    const stems = row.split(" ").map(stem);
    for (const one of stems) {
      const others = all.get(one) ?? new Set();
      for (const other of stems) if (other !== one) others.add(other);
      all.set(one, others);
    }
  }
  return all;
})();

/** Stems that may stand for a stem, without itself. */
export const synonymsOf = (stemmed: string): readonly string[] => [...(table.get(stemmed) ?? [])];

/** What a verb wants done. */
export type Intent = "read" | "create" | "update" | "delete" | "act";

const verbs: readonly (readonly [Intent, string])[] = [
  ["delete", "delete remove erase destroy drop clear"],
  ["update", "update edit change modify set replace turn switch close reopen rename enable disable"],
  ["create", "create add new make post insert register start send submit upload store save run trigger"],
  ["read", "get list show see view fetch read retrieve display check download find search"],
];

const intents = new Map(
  verbs.flatMap(([intent, words]) => words.split(" ").map((word) => [stem(word), intent] as const)),
);

/** What a word of a query wants done; undefined where it is no such verb. */
export const intentOf = (word: string): Intent | undefined => intents.get(stem(word));

const methods: Readonly<Record<Intent, ReadonlySet<string>>> = {
  read: new Set(["GET", "HEAD", "QUERY"]),
  create: new Set(["POST", "PUT"]),
  update: new Set(["PATCH", "PUT", "POST"]),
  delete: new Set(["DELETE"]),
  act: new Set(["POST", "PUT", "PATCH"]),
};

/** How well a method does what is wanted: above 1 where it does, below where it deletes what nobody wants deleted. */
export const methodFits = (method: string, intent: Intent | undefined): number => {
  if (intent !== undefined && methods[intent].has(method)) return 1.25;
  return method === "DELETE" && intent !== "delete" ? 0.8 : 1;
};
