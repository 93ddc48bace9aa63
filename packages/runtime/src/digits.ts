import { isRecord } from "@jackfield/contract";
import { parseJson } from "./reply/json.js";

/**
 * Checked arguments with the digits that were given for numbers beyond 2^53: as text, which the encoder writes as a number.
 * Checking needs numbers, and those cannot hold so many digits.
 */
export const withDigits = (checked: unknown, given: unknown): unknown => {
  if (checked === given) return checked;
  if (typeof checked === "number") return isLong(given) && Number(given) === checked ? given : checked;
  const source = typeof given === "string" ? parseJson(given)?.value : given;
  if (Array.isArray(checked))
    return Array.isArray(source) ? checked.map((item, at) => withDigits(item, source[at])) : checked;
  if (!isRecord(checked) || !isRecord(source)) return checked;
  const ofKey = (key: string): unknown => (Object.hasOwn(source, key) ? source[key] : undefined);
  return Object.fromEntries(
    Object.entries(checked).map(([key, item]) => [key, withDigits(item, ofKey(key))]),
  );
};

const isLong = (value: unknown): value is string =>
  typeof value === "string" && /^-?\d{16,}$/.test(value) && !Number.isSafeInteger(Number(value));

/** Whether there are digits of such a number anywhere. */
export const holdsDigits = (value: unknown): boolean =>
  isLong(value) || (typeof value === "object" && value !== null && Object.values(value).some(holdsDigits));
