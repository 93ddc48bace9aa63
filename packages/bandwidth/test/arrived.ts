import { isDeepStrictEqual } from "node:util";
import { xmlProblems } from "../../../wire/xml.mjs";
import type { Recorded } from "./bandwidth.js";
import type { Operation } from "./judge.js";

type Arguments = Readonly<Record<string, unknown>>;

/** The values of a path template, decoded; a value is one segment. */
const pathValues = (template: string, path: string): ReadonlyMap<string, string> => {
  const segments = path.split("/");
  return new Map(
    template.split("/").flatMap((segment, index) => {
      const name = /^\{(.*)\}$/.exec(segment)?.[1];
      return name === undefined ? [] : [[name, decodeURIComponent(segments[index] ?? "")] as const];
    }),
  );
};

/** The bytes of base64 text in a `data:` URL. */
const bytesOf = (dataUrl: string): Buffer => Buffer.from(dataUrl.slice(dataUrl.indexOf(",") + 1), "base64");

const show = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 80);

type Content = NonNullable<Operation["requestBody"]>["content"];

const bodyArrived = (rest: Arguments, content: Content, { body, headers }: Recorded): readonly string[] => {
  const type = headers["content-type"]?.split(";", 1)[0] ?? "";
  const { contentType, ...fields } = rest;
  const wanted = "body" in fields ? fields.body : fields;
  if (type === "application/json" && typeof wanted === "object") {
    const sent: unknown = JSON.parse(body.toString("utf8"));
    return isDeepStrictEqual(sent, wanted) ? [] : [`the body is ${show(sent)}, not ${show(wanted)}`];
  }
  if (type === "application/xml" && typeof wanted === "object") {
    return xmlProblems({}, body.toString("utf8"), content[type]?.schema, wanted);
  }
  const text = String(wanted);
  const bytes = text.startsWith("data:") ? bytesOf(text) : Buffer.from(text, "utf8");
  const named = contentType === undefined || contentType === type;
  return [
    ...(named ? [] : [`the content type is ${type}, not ${show(contentType)}`]),
    ...(body.equals(bytes)
      ? []
      : [`the body is ${body.length} bytes, not the ${bytes.length} that were given`]),
  ];
};

/** Which arguments did not arrive, each where the spec puts it: nothing lost, nothing changed. */
export const notArrived = (
  operation: Operation,
  args: Arguments,
  request: Recorded,
  path: string,
): readonly string[] => {
  // `_fields` and `_from` choose parts of the reply on the way back; they are the server's own and must not be sent.
  const { _fields, _from, ...rest }: Record<string, unknown> = args;
  const query = new URLSearchParams(request.target.split("?")[1] ?? "");
  const inPath = pathValues(operation.path, path);
  const problems: string[] = [];
  for (const { name, in: place } of operation.parameters) {
    if (!(name in rest)) continue;
    const wanted = String(rest[name]);
    delete rest[name];
    const got =
      place === "path"
        ? inPath.get(name)
        : place === "query"
          ? query.getAll(name).join(" and ")
          : request.headers[name.toLowerCase()];
    if (got !== wanted) problems.push(`${name} in ${place} is ${show(got)}, not ${show(wanted)}`);
  }
  if (operation.requestBody === undefined) {
    const lost = Object.keys(rest);
    return lost.length === 0 ? problems : [...problems, `${lost.join(", ")} have no place`];
  }
  return [...problems, ...bodyArrived(rest, operation.requestBody.content, request)];
};
