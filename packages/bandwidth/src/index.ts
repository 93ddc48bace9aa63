export { extension } from "./extension.js";
export { definition } from "./generated/definition.js";
