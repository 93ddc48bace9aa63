import { isRecord } from "@jackfield/contract";
import { firstNames } from "./rules.js";
import type { Finding, Flaw, ListedTool, Listing, SmellCode } from "./types.js";

/** A rule says what the texts of one tool leave out; undefined: nothing. */
type SmellRule = { readonly code: SmellCode; readonly find: (tool: ListedTool) => Flaw | undefined };

type Input = {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly required: boolean;
};

const inputsOf = ({ inputSchema }: ListedTool): readonly Input[] => {
  if (!isRecord(inputSchema) || !isRecord(inputSchema.properties)) return [];
  const required = new Set<unknown>(Array.isArray(inputSchema.required) ? inputSchema.required : []);
  return Object.entries(inputSchema.properties).map(([name, schema]) => ({
    name,
    schema: isRecord(schema) ? schema : {},
    required: required.has(name),
  }));
};

/** Words in lower case; `accountId` and `account_id` are two. */
const wordsIn = (text: string): readonly string[] =>
  text
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

const fillers = new Set(
  "a an the this that of for to in on by with and or is are be it its api endpoint tool".split(" "),
);

/** Without endings: `lists` says no more than `list`. */
const stem = (word: string): string => word.replace(/(?:ies|es|s|ed|ing|e|y)$/, "");

const contentWords = (text: string): ReadonlySet<string> =>
  new Set(
    wordsIn(text)
      .filter((word) => !fillers.has(word))
      .map(stem),
  );

/** A text that says nothing which the name does not say. */
const repeats = (text: string, name: string): boolean => {
  const known = contentWords(name);
  return [...contentWords(text)].every((word) => known.has(word));
};

const textOf = (schema: Input["schema"]): string =>
  typeof schema.description === "string" ? schema.description.trim() : "";

/** Scripts without spaces between words say much in few of them. */
const isShort = (text: string): boolean => wordsIn(text).length < 4 && !/[^\p{ASCII}]{8}/u.test(text);

const named = (inputs: readonly Input[]): string => firstNames(inputs.map(({ name }) => name));

/** Keywords that say which values there are. */
const limiting =
  `enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format
  minItems maxItems uniqueItems minProperties maxProperties`.split(/\s+/);

const limits = (schema: unknown, depth = 0): boolean =>
  isRecord(schema) &&
  depth < 5 &&
  (limiting.some((keyword) => schema[keyword] !== undefined) ||
    schema.type === "boolean" ||
    limits(schema.items, depth + 1) ||
    (isRecord(schema.properties) && Object.values(schema.properties).some((one) => limits(one, depth + 1))) ||
    [schema.anyOf, schema.oneOf, schema.allOf].some(
      (list) => Array.isArray(list) && list.some((one) => limits(one, depth + 1)),
    ));

/** Words that set a limit: what must be, what cannot be, how much, when not. */
const limitWords =
  /\d|\b(?:only|must|cannot|can't|never|not|no more|at (?:most|least)|up to|max(?:imum)?|min(?:imum)?|limit(?:s|ed)?|requires?|required|unless|except|before|after|within|between|one of|default(?:s|ed)?|optional(?:ly)?)\b/i;

const exampleWords = /\b(?:e\.g|eg|example|examples|such as|for instance|like)\b|["`“][^"`”]+["`”]/i;

const hasExample = ({ schema }: Input): boolean =>
  [schema.examples, schema.example, schema.default].some((value) => value !== undefined) ||
  exampleWords.test(textOf(schema));

/** Formats whose values everybody knows. */
const plainFormats = new Set([
  "date",
  "date-time",
  "time",
  "email",
  "uri",
  "url",
  "uuid",
  "ipv4",
  "ipv6",
  "byte",
  "binary",
]);

/** A value that cannot be guessed from its schema. */
const isFree = ({ schema }: Input): boolean => {
  if (schema.enum !== undefined || schema.const !== undefined) return false;
  if (schema.type === "string") return !plainFormats.has(String(schema.format));
  if (schema.type === "array")
    return !isRecord(schema.items) || isFree({ name: "", required: true, schema: schema.items });
  return schema.type === "object" && !isRecord(schema.properties);
};

/**
 * What a description should say beyond what clients demand: purpose, inputs, limits, an example. The words are looked for in
 * English; schemas count in any language. A new smell is one entry here and its texts in `report/codes/lint.ts`.
 */
const smellRules: readonly SmellRule[] = [
  {
    code: "lint/no-purpose",
    find({ name, description = "" }) {
      if (description.trim() === "") return { what: "has no description" };
      if (repeats(description, name)) return { what: "has a description that only repeats its name" };
      return isShort(description)
        ? { what: `has a description of ${wordsIn(description).length} words` }
        : undefined;
    },
  },
  {
    code: "lint/unexplained-input",
    find(tool) {
      const words = tool.description ?? "";
      const silent = inputsOf(tool).filter(
        ({ name, schema }) => repeats(textOf(schema), name) && !words.includes(`\`${name}\``),
      );
      return silent.length === 0 ? undefined : { what: named(silent) };
    },
  },
  {
    code: "lint/no-limits",
    find(tool) {
      const inputs = inputsOf(tool);
      const texts = [tool.description ?? "", ...inputs.map(({ schema }) => textOf(schema))];
      const silent =
        inputs.length > 0 && !limits(tool.inputSchema) && !texts.some((text) => limitWords.test(text));
      return silent ? { what: "" } : undefined;
    },
  },
  {
    code: "lint/no-example",
    find(tool) {
      if (exampleWords.test(tool.description ?? "")) return undefined;
      const silent = inputsOf(tool).filter((input) => input.required && isFree(input) && !hasExample(input));
      return silent.length === 0 ? undefined : { what: named(silent) };
    },
  },
];

/** What the descriptions of a list leave out, whatever the client. In the order of the list. */
export const smells = ({ tools }: Listing): readonly Finding[] =>
  tools.flatMap((tool, index) =>
    smellRules.flatMap(({ code, find }) => {
      const flaw = find(tool);
      return flaw ? [{ code, ...flaw, clients: [], tool: index, path: [] }] : [];
    }),
  );
