// What this server is: its name, its APIs with their hosts and credentials, its profiles.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { ServerDefinition } from "@jackfield/contract";

export const definition = {
  name: "case",
  title: "Old",
  version: "1",
  apis: {
    case: {
      title: "Old",
      servers: [{ url: "https://old.example.com/v2" }, { url: "http://old.example.com/v2" }],
      security: [{ login: [] }],
      schemes: {
        login: {
          type: "basic",
          variables: { username: "CASE_LOGIN_USERNAME", password: "CASE_LOGIN_PASSWORD" },
        },
        app: {
          type: "oauth2",
          grants: [
            {
              type: "clientCredentials",
              endpoint: { tokenUrl: "https://old.example.com/token" },
              variables: { clientId: "CASE_APP_CLIENT_ID", clientSecret: "CASE_APP_CLIENT_SECRET" },
            },
          ],
          variables: { token: "CASE_APP_TOKEN" },
        },
      },
    },
  },
  hosts: { rules: {} },
  prefix: "CASE",
} as const satisfies ServerDefinition;
