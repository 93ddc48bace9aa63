import { isObject } from "../json-rpc.js";

/** An argument that is mirrored in a header `Mcp-Param-<header>`. */
export type HeaderDeclaration = { readonly path: readonly string[]; readonly header: string };

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const keyword = "x-mcp-header";
const types: ReadonlySet<unknown> = new Set(["string", "integer", "boolean"]);

const mentions = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(mentions)
    : isObject(value) && (keyword in value || Object.values(value).some(mentions));

/**
 * The header declarations of an input schema. `fault` says why a use of the keyword is not allowed: a client must not
 * offer such a tool. Allowed are unique tokens on plain values that `properties` alone lead to.
 */
export const headerDeclarations = (
  schema: unknown,
): { readonly declarations: readonly HeaderDeclaration[]; readonly fault?: string } => {
  const declarations: HeaderDeclaration[] = [];
  const seen = new Set<string>();
  const visit = (node: unknown, path: readonly string[]): string | undefined => {
    if (!isObject(node)) return undefined;
    if (keyword in node) {
      const header = node[keyword];
      if (path.length === 0) return `${keyword} stands at the root`;
      if (typeof header !== "string" || !token.test(header)) return `${path.join(".")}: not a header name`;
      if (!types.has(node.type))
        return `${path.join(".")}: only strings, integers and booleans can be headers`;
      if (seen.has(header.toLowerCase())) return `${header} is declared twice`;
      seen.add(header.toLowerCase());
      declarations.push({ path, header });
    }
    for (const [key, child] of Object.entries(node)) {
      if (key === "properties" && isObject(child)) {
        for (const [name, property] of Object.entries(child)) {
          const fault = visit(property, [...path, name]);
          if (fault !== undefined) return fault;
        }
      } else if (!literal.has(key) && mentions(child))
        return `${[...path, key].join(".")}: not reachable by properties`;
    }
    return undefined;
  };
  const fault = visit(schema, []);
  return fault === undefined ? { declarations } : { declarations: [], fault };
};

/** Keywords whose values are data and not schemas. */
const literal: ReadonlySet<string> = new Set([keyword, "default", "const", "enum", "examples"]);

/**
 * A value as header text: as it is where HTTP allows that, else in the base64 form of 2026-07-28, which also keeps
 * spaces at the edges and text that looks like that form.
 */
export const headerText = (value: string): string => {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !value.startsWith("=?base64?");
  return plain ? value : `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
};
