import { isObject } from "./pointer.mjs";

/** Argument keys are names of the wire with other marks: `filter[x]` is `filter_x`. */
export const squashed = (name) =>
  name
    .normalize("NFKD")
    .replaceAll(/[^a-zA-Z0-9]+/g, "")
    .toLowerCase();

/** Whether a key may stand for a name: the same letters, or as many of them as a long name keeps. */
export const isAlike = (name, key) =>
  squashed(name) === squashed(key) ||
  (key.length > 50 && squashed(name).startsWith(squashed(key.slice(0, 50))));

/** JSON with integers beyond 2^53 as strings of their digits, so that a changed digit shows. */
export const exactJson = (text) =>
  JSON.parse(
    text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
      token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
    ),
  );

export const show = (value) => {
  const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? "nothing");
  return text.length > 90 ? `${text.slice(0, 88)}…` : text;
};

/** The text of a plain value in a place that knows only text. */
export const textOf = (value) => {
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value).toString();
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
};

/** Whether a text that arrived is the value that was given; lists and objects inside of text are JSON. */
export const isText = (arrived, given) => {
  if (arrived === textOf(given)) return true;
  if (typeof given === "number") return arrived !== "" && Number(arrived) === given;
  if (typeof given !== "object") return false;
  try {
    return differences(exactJson(arrived), given).length === 0;
  } catch {
    return false;
  }
};

const sameDigits = (arrived, given) =>
  typeof given === "string" &&
  /^-?\d+$/.test(given) &&
  typeof arrived === "number" &&
  String(arrived) === given;

/** A number beyond 2^53 that was given arrives as its digits, see `exactJson`. */
const sameNumber = (arrived, given) =>
  typeof given === "number" &&
  typeof arrived === "string" &&
  /^-?\d+$/.test(arrived) &&
  Number(arrived) === given;

/** Where two JSON values differ; one phrase a place. Keys may have been respelled on the way. */
export const differences = (arrived, given, at = "") => {
  const here = at === "" ? "the body" : at;
  if (Array.isArray(given)) {
    if (!Array.isArray(arrived)) return [`${here} is ${show(arrived)}, not the list ${show(given)}`];
    if (arrived.length !== given.length) return [`${here} has ${arrived.length} items, not ${given.length}`];
    return given.flatMap((item, index) => differences(arrived[index], item, `${at}/${index}`));
  }
  if (isObject(given)) {
    if (!isObject(arrived)) return [`${here} is ${show(arrived)}, not the object ${show(given)}`];
    const left = new Set(Object.keys(arrived));
    const problems = Object.entries(given).flatMap(([key, item]) => {
      const name = left.has(key) ? key : [...left].find((other) => isAlike(other, key));
      if (name === undefined) return [`${at}/${key} did not arrive`];
      left.delete(name);
      return differences(arrived[name], item, `${at}/${name}`);
    });
    return [...problems, ...[...left].map((key) => `${at}/${key} was never given`)];
  }
  return arrived === given || sameDigits(arrived, given) || sameNumber(arrived, given)
    ? []
    : [`${here} is ${show(arrived)}, not ${show(given)}`];
};
