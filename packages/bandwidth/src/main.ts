import { appFromFolder, run } from "@jackfield/host";
import { extension } from "./extension.js";
import { definition } from "./generated/definition.js";
import { simulated, wantsSimulation } from "./simulate.js";

const start = { argv: process.argv.slice(2), environment: process.env };
const simulation = wantsSimulation(start) ? await simulated(start) : undefined;
await run(
  appFromFolder(new URL("./generated/", import.meta.url), definition, extension),
  simulation ?? start,
);
await simulation?.close();
