// What this server is: its name, its APIs with their hosts and credentials, its profiles.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { ServerDefinition } from "@jackfield/contract";

export const definition = {
  name: "case",
  title: "Locks",
  version: "1",
  apis: {
    case: {
      title: "Locks",
      servers: [{ url: "https://locks.example.com" }],
      security: [{ key: [] }, { machine: ["read"] }],
      schemes: {
        key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "CASE_KEY" } },
        basic: {
          type: "basic",
          variables: { username: "CASE_BASIC_USERNAME", password: "CASE_BASIC_PASSWORD" },
        },
        digest: { type: "http", scheme: "Digest", variables: { authorization: "CASE_DIGEST_AUTHORIZATION" } },
        machine: {
          type: "oauth2",
          grants: [
            {
              type: "clientCredentials",
              endpoint: { tokenUrl: "https://locks.example.com/token" },
              variables: { clientId: "CASE_MACHINE_CLIENT_ID", clientSecret: "CASE_MACHINE_CLIENT_SECRET" },
            },
          ],
          variables: { token: "CASE_MACHINE_TOKEN" },
        },
      },
    },
  },
  hosts: { rules: {} },
  prefix: "CASE",
} as const satisfies ServerDefinition;
