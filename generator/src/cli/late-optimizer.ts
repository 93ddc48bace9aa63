import { setFlagsFromString } from "node:v8";

/**
 * Has V8 wait four times longer before it optimizes a function. A run ends after seconds, and Node.js 20 spends a quarter
 * of its processor time, and 50 MB, on machine code that is hardly used. Later versions wait by themselves, and have no such flag.
 */
export const optimizeLate = (): void => {
  if (process.versions.node.startsWith("20.")) setFlagsFromString("--interrupt-budget=300000");
};
