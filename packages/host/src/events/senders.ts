import type { StoredEvent } from "@jackfield/contract";
import { Problem } from "../problem.js";

/** Whose events may wake the model: those with one of these values in their payload, or all that passed their check. */
export type Senders = "any" | readonly SenderRule[];

/** `message.from=+15551234567`: a field of the payload, in whichever item of a list, and the value that it must have. */
type SenderRule = { readonly field: readonly string[]; readonly value: string };

/** Reads what `--channel` is given. Throws `Problem`. */
export const sendersIn = (texts: readonly string[]): Senders => {
  if (texts.includes("any")) {
    if (texts.length > 1) throw new Problem("--channel any admits everybody; leave the others out.");
    return "any";
  }
  return texts.map((text) => {
    const [, field, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (field === undefined || value === undefined)
      throw new Problem("--channel takes any, or who may wake the model, as field=value.");
    return { field: field.trim().split("."), value: value.trim() };
  });
};

const hasValue = (data: unknown, field: readonly string[], value: string): boolean => {
  if (Array.isArray(data)) return data.some((item) => hasValue(item, field, value));
  const [key, ...rest] = field;
  if (key === undefined)
    return (typeof data === "string" || typeof data === "number") && String(data) === value;
  return typeof data === "object" && data !== null && Object.hasOwn(data, key)
    ? hasValue(Reflect.get(data, key), rest, value)
    : false;
};

export const isAllowed = (senders: Senders, { data }: Pick<StoredEvent, "data">): boolean =>
  senders === "any" || senders.some(({ field, value }) => hasValue(data, field, value));
