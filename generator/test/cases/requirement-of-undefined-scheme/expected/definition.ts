// What this server is: its name, its APIs with their hosts and credentials, its profiles.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { ServerDefinition } from "@jackfield/contract";

export const definition = {
  name: "case",
  title: "Letters",
  version: "1",
  apis: {
    case: {
      title: "Letters",
      servers: [{ url: "https://letters.example.com" }],
      security: [{ token: [] }],
      schemes: { token: { type: "bearer", variables: { token: "CASE_TOKEN" } } },
    },
  },
  hosts: { rules: {} },
  prefix: "CASE",
} as const satisfies ServerDefinition;
