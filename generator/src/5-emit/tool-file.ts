import type { PlannedHttpTool } from "../4-plan/types.js";
import { print } from "./templates.js";
import type { OutputFile } from "./types.js";
import { toolTypes } from "./types-text.js";

/** The module of one tool: data only, its types tied to the API's types file. */
export const toolFile = ({ face, module, origin, types }: PlannedHttpTool): OutputFile => {
  const printed = toolTypes(types);
  const imports = ["AllListed", "HttpTool", "ListedKeys", "RequiredKeys", ...printed.helpers].sort();
  return {
    path: module.replace(/\.js$/, ".ts"),
    text: print("tool.ts", {
      file: origin.file,
      pointer: origin.pointer,
      imports: imports.join(", "),
      api: origin.api,
      types: printed,
      tool: face,
    }),
  };
};
