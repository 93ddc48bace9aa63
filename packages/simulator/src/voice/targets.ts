import type { Target } from "../webhook.js";
import type { Verb } from "./bxml.js";

/** Where the event of a verb goes, out of its `<name>Url`, `<name>Method` and credentials; undefined without the URL. */
export function targetOf(verb: Verb, name: string, base: string): Target | undefined {
  const url = verb.attributes.get(`${name}Url`);
  if (url === undefined) return undefined;
  const fallback = name.endsWith("Fallback");
  return {
    url: new URL(url, base).href,
    method: verb.attributes.get(`${name}Method`) === "GET" ? "GET" : "POST",
    username: verb.attributes.get(fallback ? "fallbackUsername" : "username"),
    password: verb.attributes.get(fallback ? "fallbackPassword" : "password"),
  };
}
