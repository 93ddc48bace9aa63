import { processIo, tenants } from "@jackfield/host";
import { defineCommand } from "./command.js";

export const tenantsCommand = defineCommand({
  usage: "tenants <list|add|remove|rotate>",
  summary: "Show and change the tenants of a server that runs over HTTP.",
  flags: {},
  passThrough: true,
  help: `Examples:
  jackfield tenants add acme --tenants tenants.json --principal bearer#ci --secret PETS_KEY=ACME_KEY
  jackfield tenants add acme --tenants tenants.json --limits calls=1000,billable=20
  jackfield tenants list --tenants redis --redis redis://127.0.0.1:6379
  jackfield tenants rotate --tenants tenants.json --new-key NEW_KEY

The variable JACKFIELD_TENANTS_KEY holds the key that encrypts them: 32 bytes in base64. See docs/hosting.md.`,
  run: (_flags, argv) => tenants({ name: "jackfield", prefix: "JACKFIELD" }, argv, processIo()),
});
