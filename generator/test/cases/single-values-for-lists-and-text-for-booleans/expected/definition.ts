// What this server is: its name, its APIs with their hosts and credentials, its profiles.
// Do not edit: change the description, its patches or the config, and run the generator again.
import type { Definition } from "@jackfield/contract";

export const definition = {
  name: "case",
  title: "case",
  version: "0.1.0",
  apis: {
    case: {
      title: "Kinds",
      servers: [{ url: "https://kinds.example.com" }],
      security: [{ key: [] }],
      schemes: { key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "CASE_KEY_KEY" } } },
    },
  },
  hosts: { rules: {} },
  prefix: "CASE",
} as const satisfies Definition;
