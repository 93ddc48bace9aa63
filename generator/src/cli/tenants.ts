import { processIo, tenants } from "@jackfield/host";
import { prefixOf } from "../config/index.js";
import { defineCommand, usageFault } from "./command.js";

export const tenantsCommand = defineCommand({
  usage: "tenants [list|add|remove|rotate]",
  summary: "Show and change the tenants of a server that `jackfield serve` runs over HTTP.",
  flags: {
    name: { value: "<name>", doc: "name of the server: its --name, or the name of the spec's file" },
  },
  passThrough: true,
  help: `Examples:
  jackfield tenants add acme --name pets --tenants tenants.json --principal bearer#ci --secret PETS_KEY=ACME_KEY
  jackfield tenants add acme --name pets --tenants tenants.json --limits calls=1000,billable=20
  jackfield tenants list --name pets --tenants redis --redis redis://127.0.0.1:6379
  jackfield tenants rotate --name pets --tenants tenants.json --new-key NEW_KEY

The variable PETS_TENANTS_KEY (by the server's name) holds the key that encrypts them: 32 bytes in base64. See
docs/hosting.md.`,
  run: async ({ name }, argv, session) => {
    const isAsked = ["list", "add", "remove", "rotate"].includes(argv[0] ?? "");
    // What else it says, and nothing at all, is answered without a server.
    if (name !== undefined || !isAsked)
      return tenants(
        { name: name ?? "", prefix: prefixOf(name ?? ""), program: "jackfield" },
        argv,
        processIo(),
      );
    const problem = "jackfield tenants needs the name of the server: --name <name>";
    return usageFault(session, problem, "jackfield tenants --help");
  },
});
