import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { upstream } from "../../report/index.js";
import { parameterReader, type ReadParameters } from "./parameters.js";
import { declaredNames, operationsIn } from "./path-parameters.js";
import { defineRepair, isRoot, rootSlots } from "./repair.js";
import { renamed } from "./spelling.js";

/** The spellings of routers, and braces that do not pair up. A name in braces stays, whatever stands around it. */
const spellingsOf = (name: string): RegExp => {
  const plain = name.replaceAll(/[^\w]/g, "\\$&");
  return new RegExp(
    [
      `(?<=[/.,(-]):${plain}(?!\\w)`, // Express, Rails
      `<(?:\\w+:)?${plain}>`, // Flask
      `\\[${plain}\\]`, // Next.js
      `%7B${plain}%7D`,
      `\\{${plain}(?=/|$)`,
      `(?<=/)${plain}\\}`,
    ].join("|"),
    "gi",
  );
};

/** Names of the path parameters that the operations of a path declare. */
const declaredBelow = (item: JsonObject, read: ReadParameters): readonly string[] => {
  const holders: readonly JsonObject[] = [item, ...operationsIn(item)];
  return [...new Set(holders.flatMap(({ parameters }) => [...declaredNames(read, parameters)]))];
};

const longestPath = 2_000;

/** A path with its declared placeholders in single braces; undefined when it has them already. */
const inBraces = (path: string, item: Json | undefined, read: ReadParameters): string | undefined => {
  if (!isObject(item) || path.length > longestPath || !/[:<[{}%]/.test(path)) return undefined;
  const declared = declaredBelow(item, read).filter((name) => /^[\w.-]{1,100}$/.test(name));
  const named = declared.reduce((text, name) => text.replaceAll(spellingsOf(name), `{${name}}`), path);
  const missing = declared.filter((name) => !named.includes(`{${name}}`));
  const [only = "", ...more] = missing;
  const isMeant = only !== "" && more.length === 0 && named.split("{}").length === 2;
  const result = isMeant ? named.replace("{}", `{${only}}`) : named;
  return result === path ? undefined : result;
};

/** `/pets/:id` with a path parameter `id`, which would be sent as it stands. */
export const placeholderSpelling = defineRepair<{ from: string; to: string }>({
  code: "patch/placeholder-spelling",
  summary:
    "`/a/:id`, `/a/<id>`, `/a/[id]`, `/a/{id` or `/a/{}` with a path parameter `id`; read as `/a/{id}`",
  severity: "warning",
  message: ({ from, to }) => `Path "${from}" does not have its path parameters in braces; read as ${to}.`,
  fix: upstream,
  slots: rootSlots,
  begin: (document) => {
    const read = parameterReader(document);
    return (value, spot) => {
      const { paths } = value;
      if (!isRoot(spot) || !isObject(paths)) return undefined;
      return renamed(value, "paths", (path) => inBraces(path, paths[path], read));
    };
  },
});
