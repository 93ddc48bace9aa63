import type { Json, JsonObject } from "../1-load/types.js";
import { child } from "../report/index.js";
import { isObject, type Reader, textOf } from "./reader.js";
import type { SecurityRequirement, SecurityScheme } from "./types.js";

/** OpenAPI `security`; undefined when the document has none at this place, `[]` when it says «none needed». */
export const readSecurity = (value: Json | undefined): readonly SecurityRequirement[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  return value
    .filter(isObject)
    .map((requirement) =>
      Object.fromEntries(
        Object.entries(requirement).map(([scheme, scopes]) => [
          scheme,
          Array.isArray(scopes) ? scopes.filter((scope): scope is string => typeof scope === "string") : [],
        ]),
      ),
    );
};

export const readSchemes = (reader: Reader): Readonly<Record<string, SecurityScheme>> => {
  const components = reader.document.components;
  const schemes = isObject(components) ? components.securitySchemes : undefined;
  return Object.fromEntries(
    reader
      .entries(schemes, "/components/securitySchemes")
      .map(({ key, value, pointer }) => [key, readScheme(reader, value, pointer)]),
  );
};

const readScheme = (reader: Reader, scheme: JsonObject, pointer: string): SecurityScheme => {
  switch (scheme.type) {
    case "apiKey": {
      const name = textOf(scheme.name);
      const place = scheme.in;
      if (name !== undefined && (place === "header" || place === "query" || place === "cookie")) {
        return { kind: "apiKey", in: place, name };
      }
      return unsupported(reader, pointer, "an API key without a name or place");
    }
    case "http": {
      const name = textOf(scheme.scheme)?.toLowerCase();
      if (name === "basic") return { kind: "basic" };
      if (name === "bearer") return { kind: "bearer" };
      return unsupported(reader, pointer, `HTTP authentication «${name ?? ""}»`);
    }
    case "oauth2":
      return readFlows(reader, scheme, pointer);
    case "openIdConnect":
      return { kind: "token", flows: ["openIdConnect"] };
    default:
      return unsupported(reader, pointer, `security scheme type «${String(scheme.type)}»`);
  }
};

const readFlows = (reader: Reader, scheme: JsonObject, pointer: string): SecurityScheme => {
  const flows = isObject(scheme.flows) ? scheme.flows : {};
  const machine = flows.clientCredentials;
  const tokenUrl = isObject(machine) ? textOf(machine.tokenUrl) : undefined;
  if (isObject(machine) && tokenUrl !== undefined) {
    const scopes = isObject(machine.scopes) ? Object.keys(machine.scopes) : [];
    return { kind: "clientCredentials", tokenUrl, scopes };
  }
  const names = Object.keys(flows);
  return names.length > 0
    ? { kind: "token", flows: names }
    : unsupported(reader, child(pointer, "flows"), "OAuth2 without a flow");
};

const unsupported = (reader: Reader, pointer: string, reason: string): SecurityScheme => {
  reader.report.add("model/unsupported-security", reader.at(pointer), { reason });
  return { kind: "unsupported", reason };
};
