import type { App, ServerDefinition } from "@jackfield/contract";
import { expect, it } from "vitest";
import { helpText } from "./help.js";

const appOf = (apis: ServerDefinition["apis"]): App => ({
  definition: { name: "x", title: "X", version: "1", prefix: "X", apis },
  catalog: async () => [],
  load: async () => {
    throw new Error("not needed here");
  },
});

const api = { title: "A", servers: [], security: [] };

it("groups variables by scheme, with what each is and which suffice", () => {
  const endpoint = { tokenUrl: "/token" };
  const client = { clientId: "X_LOGIN_CLIENT_ID", clientSecret: "X_LOGIN_CLIENT_SECRET" };
  const help = helpText(
    appOf({
      a: {
        ...api,
        schemes: {
          login: {
            type: "oauth2",
            grants: [
              {
                type: "refreshToken",
                endpoint,
                variables: { refreshToken: "X_LOGIN_REFRESH_TOKEN", ...client },
              },
            ],
            variables: { token: "X_LOGIN_TOKEN" },
          },
          key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "X_KEY_KEY" } },
        },
      },
    }),
  );
  expect(help).toContain(
    [
      "  login: OAuth 2.0 access token. Set X_LOGIN_REFRESH_TOKEN and X_LOGIN_CLIENT_ID, or X_LOGIN_TOKEN",
      "    X_LOGIN_REFRESH_TOKEN  Refresh token, which mints access tokens",
      "    X_LOGIN_CLIENT_ID      Id of the OAuth client",
      "    X_LOGIN_CLIENT_SECRET  Secret of the OAuth client; none for a public client",
      "    X_LOGIN_TOKEN          Ready access token, used before any other way",
      "  key: API key in the header X-Key",
      "    X_KEY_KEY  The key",
      "  JACKFIELD_AUTHORIZATION  Whole Authorization header, sent to the API's servers",
    ].join("\n"),
  );
});

it("names the API of a scheme when there are several", () => {
  const bearer = { type: "bearer", variables: { token: "X_T_TOKEN" } } as const;
  const help = helpText(
    appOf({ a: { ...api, schemes: { t: bearer } }, b: { ...api, schemes: { t: bearer } } }),
  );
  expect(help).toContain("  t (a, b): Bearer token\n    X_T_TOKEN  Access token\n");
});

it("has no line that a terminal of 100 columns would break", () => {
  const help = helpText(appOf({ a: { ...api, schemes: {} } }));
  const lines = help.split("\n").filter((line) => !/^\S/.test(line));
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  expect(help.replaceAll(/\s+/g, " ")).toContain(
    "--confirm <off|marked|destructive|all> Ask a person before a tool runs: tools marked for it (the default), destructive",
  );
});
