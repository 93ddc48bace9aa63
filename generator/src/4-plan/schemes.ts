import type { Grant, SecurityScheme } from "@jackfield/contract";
import { nearest, pointerTo } from "@jackfield/contract";
import type * as Model from "../3-model/index.js";
import type { Report } from "../report/index.js";
import type { PlanOptions } from "./types.js";
import { type Endings, nameVariables } from "./variables.js";

/** API id → scheme name → scheme, with the variables that feed it. */
export type PlannedSchemes = ReadonlyMap<string, Readonly<Record<string, SecurityScheme>>>;

/** The security schemes of all APIs of a server; `apis` in the order of their ids. */
export const planSchemes = (
  apis: readonly Model.Api[],
  options: PlanOptions,
  report: Report,
): PlannedSchemes => {
  reportUnknown(apis, options, report);
  for (const api of apis) reportUndefined(api, report);
  const all = apis.flatMap((api) =>
    Object.entries(api.schemes).map(([name, scheme]) => ({
      api,
      name,
      scheme,
      endings: endingsOf(scheme),
      given: givenFor(api, name, options),
    })),
  );
  const names = nameVariables(all, options.prefix);
  const planned = new Map(apis.map((api): [string, Record<string, SecurityScheme>] => [api.id, {}]));
  all.forEach(({ api, name, scheme }, index) => {
    const { variables, instead } = names[index] ?? { variables: {} };
    // Defined, not assigned: a scheme may be called __proto__.
    Object.defineProperty(planned.get(api.id) ?? {}, name, {
      value: planScheme(scheme, (key) => variables[key] ?? ""),
      enumerable: true,
    });
    if (instead === undefined) return;
    const at = { file: api.file, pointer: pointerTo("/components/securitySchemes", name) };
    report.add("plan/variable-collision", at, { scheme: name, ...instead });
  });
  return planned;
};

/** What the config says of a scheme: under `<api id>/<scheme>`, else under the scheme's name for every API. */
const givenFor = (api: Model.Api, name: string, { credentials }: PlanOptions) => {
  const own = `${api.id}/${name}`;
  const of = (key: string) => (Object.hasOwn(credentials, key) ? credentials[key] : undefined);
  return { ...of(name), ...of(own) };
};

const reportUnknown = (
  apis: readonly Model.Api[],
  { credentials, absent = [] }: PlanOptions,
  report: Report,
): void => {
  if (absent.length > 0) return;
  const known = apis.flatMap((api) =>
    Object.keys(api.schemes).flatMap((name) => [name, `${api.id}/${name}`]),
  );
  for (const name of Object.keys(credentials)) {
    if (known.includes(name)) continue;
    report.add("plan/unknown-scheme", { file: "config" }, { name, nearest: nearest(name, known) });
  }
};

/** The first place of each scheme that a requirement names and the document does not have. */
const reportUndefined = (api: Model.Api, report: Report): void => {
  const places = [
    { pointer: "", security: api.security },
    ...api.operations.map(({ pointer, security = [] }) => ({ pointer, security })),
  ];
  const reported = new Set<string>();
  for (const { pointer, security } of places) {
    for (const scheme of security.flatMap((requirement) => Object.keys(requirement))) {
      if (Object.hasOwn(api.schemes, scheme) || reported.has(scheme)) continue;
      reported.add(scheme);
      report.add(
        "plan/undefined-scheme",
        { file: api.file, pointer: pointerTo(pointer, "security") },
        { scheme },
      );
    }
  }
};

const oauthEndings: Endings = {
  refreshToken: "REFRESH_TOKEN",
  username: "USERNAME",
  password: "PASSWORD",
  clientId: "CLIENT_ID",
  clientSecret: "CLIENT_SECRET",
};

const grantKeys = {
  refreshToken: ["refreshToken", "clientId", "clientSecret"],
  password: ["username", "password", "clientId", "clientSecret"],
  clientCredentials: ["clientId", "clientSecret"],
} as const;

/** Key of the config → how the variable's name ends. */
const endingsOf = (scheme: Model.SecurityScheme): Endings => {
  switch (scheme.kind) {
    case "apiKey":
      return { key: "KEY" };
    case "basic":
      return { username: "USERNAME", password: "PASSWORD" };
    case "bearer":
      return { token: "TOKEN" };
    case "http":
      return { authorization: "AUTHORIZATION" };
    case "oauth2": {
      const used = new Set<string>(scheme.grants.flatMap(({ type }) => grantKeys[type]));
      const own = Object.entries(oauthEndings).filter(([key]) => used.has(key));
      return { ...Object.fromEntries(own), token: "TOKEN" };
    }
    case "mutualTls":
      return { cert: "CERT", key: "KEY", passphrase: "PASSPHRASE", ca: "CA" };
    case "unsupported":
      return {};
  }
};

const planGrant = ({ type, endpoint }: Model.Grant, name: (key: string) => string): Grant => {
  const client = { clientId: name("clientId"), clientSecret: name("clientSecret") };
  switch (type) {
    case "clientCredentials":
      return { type, endpoint, variables: client };
    case "refreshToken":
      return { type, endpoint, variables: { refreshToken: name("refreshToken"), ...client } };
    case "password":
      return {
        type,
        endpoint,
        variables: { username: name("username"), password: name("password"), ...client },
      };
  }
};

const planScheme = (scheme: Model.SecurityScheme, name: (key: string) => string): SecurityScheme => {
  switch (scheme.kind) {
    case "apiKey":
      return { type: "apiKey", in: scheme.in, name: scheme.name, variables: { key: name("key") } };
    case "basic":
      return { type: "basic", variables: { username: name("username"), password: name("password") } };
    case "bearer":
      return { type: "bearer", variables: { token: name("token") } };
    case "http":
      return { type: "http", scheme: scheme.scheme, variables: { authorization: name("authorization") } };
    case "oauth2":
      if (scheme.grants.length === 0) return { type: "bearer", variables: { token: name("token") } };
      return {
        type: "oauth2",
        grants: scheme.grants.map((grant) => planGrant(grant, name)),
        variables: { token: name("token") },
      };
    case "mutualTls":
      return {
        type: "mutualTls",
        variables: { cert: name("cert"), key: name("key"), passphrase: name("passphrase"), ca: name("ca") },
      };
    case "unsupported":
      return { type: "unsupported", reason: scheme.reason };
  }
};
