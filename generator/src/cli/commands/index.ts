import { build } from "./build.js";
import { check } from "./check.js";
import type { Declare } from "./command.js";
import { diff } from "./diff.js";
import { generate } from "./generate.js";
import { inspect } from "./inspect.js";
import { lint } from "./lint.js";
import { patch } from "./patch.js";
import { pull } from "./pull.js";
import { report } from "./report.js";
import { serve } from "./serve.js";

export type { Run } from "./command.js";

/** Every command, in the order in which `--help` lists them. */
export const commands: readonly Declare[] = [
  generate,
  check,
  diff,
  patch,
  lint,
  pull,
  inspect,
  report,
  serve,
  build,
];
