import { build } from "./build.js";
import { check } from "./check.js";
import type { Declare } from "./command.js";
import { generate } from "./generate.js";
import { inspect } from "./inspect.js";
import { report } from "./report.js";
import { serve } from "./serve.js";

export type { Run } from "./command.js";

/** Every command, in the order in which `--help` lists them. */
export const commands: readonly Declare[] = [generate, check, inspect, report, serve, build];
