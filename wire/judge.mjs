import { bodyProblems } from "./body.mjs";
import { isText, show, squashed } from "./compare.mjs";
import { expectationOf } from "./expectation.mjs";
import { makeChecker } from "./schemas.mjs";
import { decoded, expansionProblems, pairProblems } from "./style.mjs";
import { matchPath, pairsOf, spelledTemplate, splitTemplate, targetProblems } from "./target.mjs";

/**
 * @typedef {{ method: string, target: string, headers: Record<string, string>, body: Buffer }} Recorded
 * @typedef {{ in: string, name: string, key: string, value: unknown }} GivenParameter
 * @typedef {{ parameters: readonly GivenParameter[], body?: { whole: unknown } | { fields: object } }} Given
 */

/** Headers that a request may bear without any parameter. */
const standard = new Set([
  ...["host", "connection", "user-agent", "accept", "accept-encoding", "accept-language"],
  ...["content-type", "content-length", "transfer-encoding"],
]);

/** What a `content` parameter is compared with: a text of JSON stands in quotes. */
const contentOf = ({ mediaType }, value) =>
  mediaType !== undefined && /json/i.test(mediaType) && typeof value === "string"
    ? JSON.stringify(value)
    : value;

const oneText = (place, text, value) =>
  isText(text, contentOf(place, value))
    ? []
    : [`${place.name} in ${place.in} is ${show(text)}, not ${show(value)}`];

const isNothing = (value) => value === null || (typeof value === "object" && Object.keys(value).length === 0);

const headerProblems = (place, headers, value) => {
  const raw = headers[place.name.toLowerCase()];
  if (raw === undefined) return isNothing(value) ? [] : [`the header ${place.name} did not arrive`];
  // A header is not encoded, so a comma of a value cannot be told from a delimiter.
  return place.mediaType === undefined
    ? expansionProblems(place, raw, value, (text) => text)
    : oneText(place, raw, value);
};

const pathProblems = (place, values, value) => {
  const raw = values.get(place.name);
  const decode = (text) => decoded(text, { plus: false });
  if (raw === undefined) return [`${place.name} is no part of the path`];
  return place.mediaType === undefined
    ? expansionProblems(place, raw, value, decode)
    : oneText(place, decode(raw), value);
};

const wholeQueryProblems = (place, query, pairs, value) => {
  for (const pair of pairs) pair.isTaken = true;
  if (/json/i.test(place.mediaType ?? "") || typeof value !== "object")
    return oneText(place, decoded(query), value);
  const form = { name: place.name, in: place.in, style: "form", explode: true };
  return pairProblems(form, pairsOf(query), value);
};

/**
 * The pairs that the path template itself has after its question mark, unless a parameter of the query has a value for
 * them. A placeholder in one takes its value from there.
 */
const fixedProblems = (fixed, pairs, { values, parameters, given }) =>
  pairsOf(fixed).flatMap((pair) => {
    const isOf = ({ in: where, name }) => where === "query" && name === pair.name;
    const hole = /^\{([^{}]+)\}$/.exec(pair.value)?.[1];
    if (given.some(isOf) || (hole !== undefined && parameters.some(isOf))) return [];
    if (hole !== undefined) {
      const filled = pairs.find((one) => !one.isTaken && one.name === pair.name);
      if (filled === undefined) return [`the query lacks ${pair.name}`];
      filled.isTaken = true;
      values.set(hole, filled.value);
      return [];
    }
    const found = pairs.find((one) => !one.isTaken && one.name === pair.name && one.value === pair.value);
    if (found === undefined) return [`the query lacks ${pair.name}=${pair.value} of the path`];
    found.isTaken = true;
    return [];
  });

const acceptProblems = ({ replies }, { headers }) => {
  const offered = replies
    .filter(({ status }) => /^(2|default)/.test(status))
    .flatMap(({ content }) => content.map(({ mediaType }) => mediaType.split(";")[0].trim().toLowerCase()));
  const accepted = (headers.accept ?? "*/*")
    .split(",")
    .map((range) => range.split(";")[0].trim().toLowerCase());
  const covers = (type) =>
    [type, type.replace(/\/.*/, "/*"), "*/*"].some((range) => accepted.includes(range)) || type.includes("*");
  return offered.length === 0 || offered.some(covers)
    ? []
    : [`accepts ${accepted.join(", ")}, not ${offered.join(", ")}`];
};

/** A judge of requests for one document. It knows the document alone, and shares no code with what it judges. */
export const makeJudge = (document) => {
  const check = makeChecker(document);
  const known = new Map();
  /** Text stands for other types, but need not: a union of number and text takes both as they are. */
  const checkText = (at, value) => (check(at, value, "json").length === 0 ? [] : check(at, value, "text"));
  const expectationFor = (operation) => {
    if (!known.has(operation)) known.set(operation, expectationOf(document, operation));
    return known.get(operation);
  };

  /** What is wrong with a request that should be a call of the operation with these arguments; one phrase a fault. */
  const problems = (operation, /** @type {Recorded} */ request, /** @type {Given} */ given) => {
    const expectation = expectationFor(operation);
    if (request.method !== operation.method)
      return [`the method is ${request.method}, not ${operation.method}`];
    const [path = "", query = ""] = request.target.split(/\?(.*)/s);
    const inPath = expectation.parameters.filter((one) => one.in === "path").map(({ name }) => name);
    const template = splitTemplate(spelledTemplate(operation.path, inPath));
    const values = matchPath(template.path, expectation.base, path);
    if (values === undefined) return [`the path is ${show(path)}, not ${expectation.base}${template.path}`];
    const pairs = pairsOf(query);
    // A cookie of the style `cookie` is not encoded, so an ampersand belongs to it.
    const isPlain = expectation.parameters.some(({ style }) => style === "cookie");
    const cookies = pairsOf(request.headers.cookie ?? "", isPlain ? /; / : /; |&/);
    const { parameters } = expectation;
    const found = [
      ...targetProblems(path, query),
      ...fixedProblems(template.query, pairs, { values, parameters, given: given.parameters }),
    ];
    const inQuery = { problems: (place, value) => pairProblems(place, pairs, contentOf(place, value)) };
    const readers = {
      path: (place, value) => pathProblems(place, values, value),
      query: inQuery.problems,
      querystring: (place, value) => wholeQueryProblems(place, query, pairs, value),
      header: (place, value) => headerProblems(place, request.headers, value),
      cookie: (place, value) =>
        pairProblems(place, cookies, contentOf(place, value), place.style === "cookie"),
    };
    for (const { in: where, name, key, value } of given.parameters) {
      const declared = expectation.parameters.find((one) => one.in === where && one.name === name);
      // A placeholder that no parameter describes is a text.
      const bare =
        where === "path" && values.has(name)
          ? { name, in: where, style: "simple", explode: false }
          : undefined;
      const place = declared ?? bare;
      if (place === undefined) found.push(`${name} in ${where} is no parameter of the operation`);
      else {
        // Names of other scripts are spelled in Latin letters, which the judge does not know.
        const isLatin = /^\p{ASCII}*$/u.test(name);
        if (isLatin && !squashed(key).startsWith(squashed(name).slice(0, 20)) && !key.startsWith("key_"))
          found.push(`the argument ${key} does not tell that it is ${name}`);
        // Null where no null can be sent means that nothing is.
        if (value === null && !place.required && place.mediaType === undefined) continue;
        const wrong = readers[where](place, value);
        found.push(...wrong);
        if (wrong.length === 0 && place.at !== undefined)
          found.push(...checkText(place.at, value).map((problem) => `${name} in ${where}: ${problem}`));
      }
    }
    const names = new Set(given.parameters.map(({ in: where, name }) => `${where} ${name}`));
    const missing = expectation.parameters.filter(
      ({ in: where, name, required }) =>
        !(where === "header" && Object.hasOwn(request.headers, name.toLowerCase())) &&
        required &&
        !names.has(`${where} ${name}`) &&
        (where !== "path" || values.has(name)),
    );
    const givenHeaders = new Set(
      given.parameters.filter((one) => one.in === "header").map(({ name }) => name.toLowerCase()),
    );
    const strange = Object.keys(request.headers).filter(
      (name) => !standard.has(name) && !givenHeaders.has(name) && !(name === "cookie" && cookies.length > 0),
    );
    return [
      ...found,
      ...missing.map(({ in: where, name }) => `the required ${name} in ${where} is missing`),
      ...pairs
        .filter(({ isTaken }) => !isTaken)
        .map(({ name }) => `the query holds ${show(decoded(name))}, which was never given`),
      ...cookies.filter(({ isTaken }) => !isTaken).map(({ name }) => `the cookie ${name} was never given`),
      ...strange.map((name) => `the header ${name} was never given`),
      ...acceptProblems(expectation, request),
      ...bodyProblems({ document, check, expectation, request, given: given.body }),
    ];
  };
  return { problems, expectationFor };
};
