import { appFromFolder, run } from "@jackfield/host";
import { extension } from "./extension.js";
import { definition } from "./generated/definition.js";

await run(appFromFolder(new URL("./generated/", import.meta.url), definition, extension));
