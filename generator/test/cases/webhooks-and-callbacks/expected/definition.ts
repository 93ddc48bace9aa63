// What this server is: its name, its APIs with their hosts and credentials, its profiles.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { ServerDefinition } from "@jackfield/contract";

export const definition = {
  name: "case",
  title: "Parcels",
  version: "1",
  apis: {
    case: { title: "Parcels", servers: [{ url: "https://parcels.example.com" }], security: [], schemes: {} },
  },
  hosts: { rules: {} },
  prefix: "CASE",
  webhooks: true,
} as const satisfies ServerDefinition;
