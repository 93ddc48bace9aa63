import { createContext, Script } from "node:vm";

const place = createContext({});
const script = new Script("pattern.test(text)");

/** Longest text that no pattern takes long for, in letters: where it does, the machine has other work. */
const quick = 20;

/**
 * Whether a pattern fits a text, for patterns that need JavaScript's own engine, whose time no look at a pattern bounds
 * (`(a+)\1+$` takes seconds for 5,000 letters). Undefined when it takes longer than 20 ms twice, or 200 ms for a text
 * of at most 20 letters.
 */
export const timedTest = (pattern: RegExp, text: string): boolean | undefined =>
  testWithin(20, pattern, text) ?? testWithin(text.length > quick ? 20 : 200, pattern, text);

const testWithin = (milliseconds: number, pattern: RegExp, text: string): boolean | undefined => {
  Object.assign(place, { pattern, text });
  try {
    return script.runInContext(place, { timeout: milliseconds }) === true;
  } catch {
    return undefined;
  } finally {
    Object.assign(place, { pattern: undefined, text: "" });
  }
};
