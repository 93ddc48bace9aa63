import { isRecord } from "@jackfield/contract";

/** What an API says about one thing that went wrong; the code is digits where there is one. */
type ApiError = {
  readonly code?: string;
  readonly description: string;
  readonly phoneNumber?: string;
};

const textIn = (
  fields: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): string | undefined => {
  for (const name of names) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (typeof value === "number") return String(value);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return undefined;
};

/** Members under which errors are, in XML and JSON. Anything else of a reply is data and is not searched. */
const holders = ["ResponseStatus", "ErrorList", "Error", "TnOptionOrder", "errors", "error"];

const deepest = 5;
const most = 100;
const longest = 300;

/**
 * The errors of a reply that stand under a name for errors: `ResponseStatus`, `ErrorList`, `Error` of a search, JSON
 * `errors` and `error`. A reply that was read without a schema has a list of one as a plain object.
 */
export const listedErrors = (body: unknown): readonly ApiError[] => errorsBelow(body, 0).slice(0, most);

/** The errors of a refusal, where a description alone is one as well. */
export const refusalErrors = (body: unknown): readonly ApiError[] => {
  const listed = listedErrors(body);
  return listed.length > 0 ? listed : errorsIn(body, deepest);
};

const errorsBelow = (value: unknown, depth: number): readonly ApiError[] =>
  isRecord(value) && depth < deepest
    ? holders.flatMap((name) => (Object.hasOwn(value, name) ? errorsIn(value[name], depth + 1) : []))
    : [];

const errorsIn = (value: unknown, depth: number): readonly ApiError[] => {
  if (Array.isArray(value)) {
    return depth > deepest ? [] : value.slice(0, most).flatMap((item) => errorsIn(item, depth + 1));
  }
  if (!isRecord(value)) return [];
  const below = errorsBelow(value, depth);
  const description = textIn(value, "Description", "description")?.slice(0, longest);
  if (below.length > 0 || description === undefined) return below;
  const code = textIn(value, "ErrorCode", "Code", "code");
  const phoneNumber = textIn(value, "TelephoneNumber");
  return [
    { description, ...(code !== undefined && { code }), ...(phoneNumber !== undefined && { phoneNumber }) },
  ];
};
