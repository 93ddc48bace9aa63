import { pointerTo, tokensOf } from "@jackfield/contract";
import type { Json } from "../document/json.js";
import type { Place } from "../report/index.js";
import type { Tokens } from "./json-path.js";
import type { Change } from "./types.js";

/** What the changes of one action have in common. */
export type Author = {
  /** The overlay's file and reason, as changes bear them. */
  readonly by: string;
  readonly reason?: string;
  readonly at: Place;
};

export const changeOf = (
  { by, reason, at }: Author,
  action: Change["action"],
  tokens: Tokens,
  { before, after }: { readonly before?: Json | undefined; readonly after?: Json | undefined },
): Change => ({
  by,
  action,
  pointer: pointerTo("", ...tokens),
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
  ...(reason !== undefined && { reason }),
  at,
});

/**
 * After an element has left a list: what was changed in the elements behind it is found one place earlier. Removals
 * keep the pointer of where something was.
 */
export const followRemoval = (changes: Change[], list: Tokens, index: number): void => {
  const prefix = `${pointerTo("", ...list)}/`;
  for (const [position, change] of changes.entries()) {
    if (change.action === "remove" || !change.pointer.startsWith(prefix)) continue;
    const [token = "", ...below] = tokensOf(`/${change.pointer.slice(prefix.length)}`);
    if (Number(token) <= index) continue;
    changes[position] = { ...change, pointer: pointerTo("", ...list, Number(token) - 1, ...below) };
  }
};

/** Whether two pointers name the same place, or one is in what the other names. */
export const overlap = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
