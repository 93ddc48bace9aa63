import type { ToolResult } from "@jackfield/contract";
import { atOnce, withPauses } from "../steps.js";
import {
  heldIn,
  linesOf,
  maskSteps,
  type Survey,
  shortestSecret,
  surveySteps,
  valueSteps,
} from "./masking.js";
import { secretParts } from "./secret-parts.js";
import { type Spellings, spellingsOf } from "./spellings.js";

/** Secrets that are remembered at once, by where they came from: those of the calls under way, several times over. */
const mostPassing = { token: 16, cookie: 100 } as const;

/** Characters of a spelling for one of the secret, several times escaped, and of any spelling that is looked for. */
const longestSpelling = 12;
const longestReach = 16_384;

/** What a reply holds of the secrets, and how to hide it. Lets other work go on meanwhile. */
export type Finding = {
  text(text: string): Promise<string>;
  /** The same in bytes, whose length stays. */
  bytes(bytes: Uint8Array): Promise<Uint8Array>;
  value(value: unknown): Promise<unknown>;
};

export type Redactor = {
  /** The secrets that the tenant has now. Those it no longer has are remembered as access tokens are, for calls under way. */
  hold(secrets: readonly string[]): void;
  /** The same for an access token, or a value of a cookie, which is forgotten again after sixteen or a hundred others. */
  addPassing(secret: string, kind?: keyof typeof mostPassing): void;
  /** Puts a new secret in the place of a spent one, which is kept as an access token is. */
  replace(spent: string, issued: string): void;
  /** Whether there is no secret at all to hide. */
  isEmpty(): boolean;
  text(text: string): string;
  /**
   * Looks through all texts of a reply together, of any length, for secrets, whole or in part; undefined when there is
   * nothing to hide.
   */
  find(texts: readonly string[]): Promise<Finding | undefined>;
  /** Bytes that the longest spelling of a secret may take. */
  reach(): number;
  /** Replaces secrets in every string of a JSON value, keys included; the same value when there are none. */
  value(value: unknown): unknown;
  result(result: ToolResult): ToolResult;
};

const stars = (): string => "***";

/** Keeps the secrets of one tenant out of everything that is shown. */
export const createRedactor = (): Redactor => {
  let held: readonly string[] = [];
  const passing: Readonly<Record<keyof typeof mostPassing, string[]>> = { token: [], cookie: [] };
  /** Secrets that a token endpoint issued in the place of spent ones. */
  const issuedLater = new Set<string>();
  let known = new Map<string, Spellings>();
  let survey: Survey = { whole: [], partly: [] };
  const update = (): void => {
    const own = [...held, ...issuedLater, ...passing.token, ...passing.cookie];
    const all = [...own, ...own.flatMap(secretParts)].filter(({ length }) => length >= shortestSecret);
    known = new Map(all.map((secret) => [secret, known.get(secret) ?? spellingsOf(secret)]));
    survey = { whole: [...known.values()], partly: [] };
  };

  /** Mostly there is nothing to hide, which all texts together say at once. */
  const value = (input: unknown): unknown =>
    heldIn(linesOf(input), survey.whole).length === 0 ? input : atOnce(valueSteps(input, survey));
  const addPassing: Redactor["addPassing"] = (secret, kind = "token") => {
    if (secret.length < shortestSecret) return;
    const list = passing[kind];
    const at = list.indexOf(secret);
    // Used again: the last to be forgotten.
    if (at >= 0) list.splice(at, 1);
    list.push(secret);
    if (at >= 0) return;
    if (list.length > mostPassing[kind]) list.shift();
    update();
  };
  return {
    hold(secrets) {
      const long = secrets.filter((secret) => secret.length >= shortestSecret);
      if (long.length === held.length && long.every((secret, at) => secret === held[at])) return;
      const gone = held.filter((secret) => !long.includes(secret));
      held = long;
      for (const secret of gone) addPassing(secret);
      update();
    },
    addPassing,
    replace(spent, issued) {
      if (issued.length < shortestSecret) return;
      issuedLater.add(issued);
      if (issuedLater.delete(spent)) addPassing(spent);
      update();
    },
    isEmpty: () => survey.whole.length === 0,
    text: (text) => atOnce(maskSteps(text, survey, stars)),
    async find(texts) {
      if (survey.whole.length === 0) return undefined;
      const match = await withPauses(surveySteps(texts, survey.whole));
      return match.whole.length + match.partly.length === 0 ? undefined : findingOf(match);
    },
    reach: () =>
      Math.min(longestReach, longestSpelling * Math.max(0, ...[...known.keys()].map(({ length }) => length))),
    value,
    result: (result) => (survey.whole.length === 0 ? result : (value(result) as ToolResult)), // same shape: only strings change
  };
};

const findingOf = (match: Survey): Finding => ({
  text: (text) => withPauses(maskSteps(text, match, stars)),
  value: (value) => withPauses(valueSteps(value, match)),
  async bytes(input) {
    const all = Buffer.from(input.buffer, input.byteOffset, input.length);
    const same = (length: number): string => "*".repeat(length);
    const plain = all.toString("latin1");
    // UTF-16 has a zero byte next to each byte of plain text, which no other encoding has.
    const thin = plain.replaceAll("\0", "");
    if (thin.length < plain.length && (await withPauses(maskSteps(thin, match, same))) !== thin)
      return Buffer.from(same(plain.length));
    const clean = await withPauses(maskSteps(plain, match, same));
    return clean === plain ? input : Buffer.from(clean, "latin1");
  },
});
