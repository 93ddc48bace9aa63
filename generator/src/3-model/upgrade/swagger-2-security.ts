import { isObject, type Json, type JsonObject } from "../../document/json.js";

/** Names of the OAuth2 flows, Swagger 2.0 → OpenAPI 3. */
const flowNames: Readonly<Record<string, string>> = {
  implicit: "implicit",
  password: "password",
  application: "clientCredentials",
  accessCode: "authorizationCode",
};

/** Swagger 2.0 `securityDefinitions` as OpenAPI 3 `securitySchemes`. */
export const upgradeSchemes = (value: Json | undefined): JsonObject =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).map(([name, scheme]) => [
      name,
      isObject(scheme) ? upgradeScheme(scheme) : scheme,
    ]),
  );

const upgradeScheme = (scheme: JsonObject): JsonObject => {
  if (scheme.type === "basic") return { type: "http", scheme: "basic" };
  if (scheme.type !== "oauth2") return scheme;
  const { flow, authorizationUrl, tokenUrl, scopes } = scheme;
  const name = typeof flow === "string" && Object.hasOwn(flowNames, flow) ? flowNames[flow] : undefined;
  return {
    type: "oauth2",
    flows: {
      [name ?? String(flow)]: {
        ...(authorizationUrl !== undefined && { authorizationUrl }),
        ...(tokenUrl !== undefined && { tokenUrl }),
        scopes: scopes ?? {},
      },
    },
  };
};
