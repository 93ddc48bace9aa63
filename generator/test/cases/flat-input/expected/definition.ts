// What this server is: its name, its APIs with their hosts and credentials, its profiles.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { ServerDefinition } from "@jackfield/contract";

export const definition = {
  name: "case",
  title: "Pets",
  version: "1",
  apis: {
    case: { title: "Pets", servers: [{ url: "https://pets.example.com/v1" }], security: [], schemes: {} },
  },
  hosts: { rules: {} },
  prefix: "CASE",
} as const satisfies ServerDefinition;
