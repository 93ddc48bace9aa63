import { siteOf } from "@jackfield/contract/site";
import type * as Model from "../3-model/index.js";

/** Key of a secret in the config → how the name of its variable ends: `clientId` → `CLIENT_ID`. */
export type Endings = Readonly<Record<string, string>>;

/** A scheme whose variables want names. */
export type Unnamed = {
  readonly api: Model.Api;
  readonly name: string;
  readonly scheme: Model.SecurityScheme;
  readonly endings: Endings;
  /** Names that the config chose. They are taken as they are, shared or not. */
  readonly given: Readonly<Record<string, string | undefined>>;
};

type Named = {
  /** By the keys of `endings`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Present when the usual name means something else: the stems of both. */
  readonly instead?: { readonly wanted: string; readonly stem: string };
};

/** `petstore_auth` and `petstoreAuth` become `PETSTORE_AUTH`. */
const upperSnake = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toUpperCase() || "API";

/** Two parts with `_` between; words that end the one and begin the other are said once: `API_KEY`, `KEY` → `API_KEY`. */
const joined = (left: string, right: string): string => {
  const before = left.split("_");
  const after = right.split("_");
  let shared = Math.min(before.length, after.length);
  while (shared > 0 && before.slice(-shared).join("_") !== after.slice(0, shared).join("_")) shared -= 1;
  return [...before, ...after.slice(shared)].join("_");
};

/**
 * Names the variables of schemes: `<PREFIX>_<SCHEME>_<ENDING>`, without doubled words. Schemes of several APIs share variables only when they
 * mean the same, so that a secret never reaches an API that it was not set for; where they do not, each has its API's id
 * in between. Names that clash even so (`my-key` and `my_key` of one API) get a number, in order.
 */
export const nameVariables = (schemes: readonly Unnamed[], prefix: string): readonly Named[] => {
  const usual = schemes.map(({ name }) => joined(prefix, upperSnake(name)));
  const taken = new Map<string, Unnamed>();
  // A name that is its ending alone, such as TOKEN, may well mean something else.
  const ended = (stem: string, ending: string): string =>
    joined(stem, ending) === ending ? `${stem}_${ending}` : joined(stem, ending);
  const derived = ({ endings, given }: Unnamed, stem: string): readonly string[] =>
    Object.entries(endings).flatMap(([key, ending]) =>
      given[key] === undefined ? [ended(stem, ending)] : [],
    );
  const clashes = (one: Unnamed, index: number): boolean => {
    const mine = new Set(derived(one, usual[index] ?? ""));
    return schemes.some(
      (other, at) =>
        other.api.id !== one.api.id &&
        !meanTheSame(one, other) &&
        derived(other, usual[at] ?? "").some((name) => mine.has(name)),
    );
  };

  return schemes.map((one, index) => {
    const wanted = usual[index] ?? prefix;
    const start = clashes(one, index)
      ? joined(joined(prefix, upperSnake(one.api.id)), upperSnake(one.name))
      : wanted;
    const free = (stem: string): boolean =>
      derived(one, stem).every((name) => {
        const owner = taken.get(name);
        return owner === undefined || (owner.api.id !== one.api.id && meanTheSame(one, owner));
      });
    let stem = start;
    for (let number = 2; !free(stem); number += 1) stem = `${start}_${number}`;
    for (const name of derived(one, stem)) taken.set(name, one);
    const variables = Object.fromEntries(
      Object.entries(one.endings).map(([key, ending]) => [key, one.given[key] ?? ended(stem, ending)]),
    );
    return { variables, ...(stem !== wanted && { instead: { wanted, stem } }) };
  });
};

/**
 * The same scheme, of APIs with servers on one site. A token endpoint in common is not enough: large providers serve
 * many vendors at one address.
 */
const meanTheSame = (one: Unnamed, other: Unnamed): boolean => {
  if (one.name !== other.name || JSON.stringify(one.scheme) !== JSON.stringify(other.scheme)) return false;
  const there = sitesOf(other.api);
  return [...sitesOf(one.api)].some((site) => there.has(site));
};

/** The sites of an API's servers. Relative servers are nowhere until somebody runs the API, so they have none. */
const sitesOf = (api: Model.Api): ReadonlySet<string> => {
  const servers = [...api.servers, ...api.operations.flatMap((operation) => operation.servers ?? [])];
  return new Set(servers.flatMap(({ url }) => (URL.canParse(url) ? siteOf(new URL(url).hostname) : [])));
};
