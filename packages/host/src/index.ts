export { appFromFolder } from "./folder-app.js";
export { helpText } from "./help.js";
export { type Io, processIo } from "./io.js";
export { type ParsedOptions, readOptions, type ServeOptions, serveFlags } from "./options/serve.js";
export type { Revision, Watch } from "./revisions.js";
export { run, type Start } from "./run.js";
export { serve, tenants } from "./serve.js";
