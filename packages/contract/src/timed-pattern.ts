import { createContext, Script } from "node:vm";

/** As long as a pattern may run on a text, in milliseconds. */
const patience = 20;

const place = createContext({});
const script = new Script("pattern.test(text)");

/**
 * Whether a pattern fits a text, for patterns that need JavaScript's own engine, whose time no look at a pattern bounds
 * (`(a+)\1+$` takes seconds for 5,000 letters). Undefined when it takes too long.
 */
export const timedTest = (pattern: RegExp, text: string): boolean | undefined => {
  Object.assign(place, { pattern, text });
  try {
    return script.runInContext(place, { timeout: patience }) === true;
  } catch {
    return undefined;
  } finally {
    Object.assign(place, { pattern: undefined, text: "" });
  }
};
