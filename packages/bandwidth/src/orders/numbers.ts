import type { Fault } from "@jackfield/contract";
import type { Fields } from "../steps.js";

export const fieldsIn = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

/** The texts of a list. */
export const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map((one) => String(one)) : [];

export const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && String(value).trim() !== "";

/** A number of North America: neither area code nor exchange begins with 0 or 1 (NANPA). */
const national = /^[2-9]\d{2}[2-9]\d{6}$/;

const isE164 = (text: string): boolean =>
  text.startsWith("+1") ? national.test(text.slice(2)) : /^\+[2-9]\d{6,14}$/.test(text);

/** How an API wants its numbers: most take both forms, some insist on the plus. */
const forms = {
  either: {
    fits: (text: string) => national.test(text) || isE164(text),
    expected: "a phone number of 10 digits or in E.164 form, such as +19195550100",
  },
  e164: { fits: isE164, expected: "a phone number in E.164 form, such as +19195550100" },
} as const;

/** The same number always in the same form. */
export const e164 = (text: string): string => (national.test(text) ? `+1${text}` : text);

/** What is wrong with a list of numbers: each that is none, and each that was given before. */
export const numberFaults = (
  path: string,
  numbers: readonly string[],
  form: keyof typeof forms,
): readonly Fault[] => {
  if (numbers.length === 0) return [{ path, expected: "one phone number or more" }];
  const places = new Map<string, number>();
  return numbers.flatMap((number, index) => {
    const first = places.get(e164(number));
    places.set(e164(number), first ?? index);
    if (!forms[form].fits(number)) return [{ path: `${path}/${index}`, expected: forms[form].expected }];
    return first === undefined
      ? []
      : [{ path: `${path}/${index}`, expected: `another number than ${path}/${first}` }];
  });
};

/** Numbers that a sentence names one by one. */
const mostNamed = 20;

export const namesOf = (numbers: readonly string[]): string => {
  const named = numbers.slice(0, mostNamed).map(e164).join(", ");
  return numbers.length > mostNamed ? `${named} and ${numbers.length - mostNamed} more` : named;
};

export const countOf = (count: number): string => `${count} phone number${count === 1 ? "" : "s"}`;

/** Where numbers go to. */
export const placeOf = ({ SiteId, PeerId }: Fields): string =>
  `site ${SiteId}, ${isGiven(PeerId) ? `location ${PeerId}` : "its default location"}`;

/** No API says what a number costs before it is ordered. */
export const unknownPrice =
  "The price is in the account's agreement with Bandwidth; this server does not know it.";
