import { createContext, Script } from "node:vm";

const place = createContext({});
const script = new Script("pattern.test(text)");

/**
 * Whether a pattern fits a text, for patterns that need JavaScript's own engine, whose time no look at a pattern bounds
 * (`(a+)\1+$` takes seconds for 5,000 letters). Undefined when it takes longer than so many milliseconds.
 */
export const timedTest = (pattern: RegExp, text: string, timeout = 20): boolean | undefined => {
  Object.assign(place, { pattern, text });
  try {
    return script.runInContext(place, { timeout }) === true;
  } catch {
    return undefined;
  } finally {
    Object.assign(place, { pattern: undefined, text: "" });
  }
};
