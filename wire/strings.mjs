import { regExpOf, textOfPattern } from "./pattern.mjs";
import { digits, pick, whole } from "./random.mjs";

const formats = {
  "date-time": (random) => `2030-01-0${whole(random, 1, 9)}T12:30:00Z`,
  date: (random) => `2030-01-0${whole(random, 1, 9)}`,
  time: (random) => `12:30:0${whole(random, 0, 9)}Z`,
  duration: (random) => `PT${whole(random, 1, 9)}H`,
  email: (random) => `o'neil+${digits(random, 4)}@example.com`,
  uri: (random) => `https://customer.example.com/hooks/${digits(random, 4)}?a=1&b=c%20d#e`,
  url: (random) => `https://customer.example.com/hooks/${digits(random, 4)}?a=1&b=c%20d#e`,
  "uri-reference": (random) => `/hooks/${digits(random, 4)}?a=1`,
  uuid: (random) => `1f0e${digits(random, 4)}-0a1b-4c2d-8e3f-${digits(random, 12)}`,
  ipv4: (random) => `192.0.2.${whole(random, 1, 254)}`,
  ipv6: (random) => `2001:db8::${whole(random, 1, 9)}`,
  hostname: (random) => `host-${digits(random, 4)}.example.com`,
  byte: (random) => base64(random),
  binary: (random) => base64(random),
};

const base64 = (random) => Buffer.from(`bytes \u0000 ${digits(random, 8)}`).toString("base64");

/** Pieces that a wrong encoder gets wrong: separators, escapes and blanks of URLs, JSON and XML, and another script. */
const pieces = [
  "a b",
  "c/d",
  "50%",
  "%2F",
  "e&f=g",
  "h?i#j",
  "k+l",
  "m;n,o",
  "'p\"q\\",
  "<r>",
  "[s]|t",
  "\u00fc\u20ac",
];

const fitting = (text, { minLength = 0, maxLength = Number.POSITIVE_INFINITY }) =>
  [...text].length >= minLength && [...text].length <= maxLength;

const count = (value, fallback) => (Number.isInteger(value) && value >= 0 ? Math.min(value, 5000) : fallback);

/** Between two letters: a blank at an end is trimmed by headers, and no test of ours. */
const free = (schema, random, awkward) => {
  const least = count(schema.minLength, 0);
  const most = Math.max(least, count(schema.maxLength, 5000));
  const wanted = Math.max(least, Math.min(most, 12));
  let made = "";
  while (made.length < wanted) made += awkward ? pick(random, pieces) : `w${digits(random, 3)}`;
  return wanted < 3 ? "x".repeat(wanted) : `x${made.slice(0, wanted - 2)}z`;
};

/** A text that the schema allows, as far as one can be found; the validator of the tool has the last word. */
export const text = (schema, random, awkward) => {
  const { pattern, format, description = "" } = schema;
  // Digits that stand for a number have no zeros before them.
  if (/^\^-\?(?:\\d|\[0-9\])/.test(pattern ?? "")) return `${whole(random, 1, 9)}${digits(random, 4)}`;
  if (pattern !== undefined) {
    const expression = regExpOf(pattern);
    const tries = [
      ...(Object.hasOwn(formats, format ?? "") ? [formats[format](random)] : []),
      // A loose pattern leaves room for marks.
      ...(awkward ? [free(schema, random, true)] : []),
      ...Array.from({ length: 40 }, (_, at) => textOfPattern(pattern, random, at < 20 ? 8 : 40) ?? ""),
      free(schema, random, false),
    ];
    return tries.find((each) => (expression?.test(each) ?? true) && fitting(each, schema)) ?? tries.at(-2);
  }
  if (Object.hasOwn(formats, format ?? "")) return formats[format](random);
  if (/base64/i.test(description)) return base64(random);
  return free(schema, random, awkward);
};
