import { type CatalogRecord, errorResult, rootSchema, type Tool, type ToolResult } from "@jackfield/contract";
import { pageOf, type SchemaPage } from "../schema-page.js";

/** Which part of a tool's arguments to show: a JSON pointer into the schema, and the first member of a long list there. */
type SchemaPart = { readonly pointer: string; readonly from: number };

/** Characters of a schema that are shown at once. */
const room = 24_000;

/**
 * A tool as `describe_tool` shows it: all of its schema, or as much as one answer holds and where the rest is. Undefined
 * when the schema has nothing at the pointer.
 */
export const described = (
  record: CatalogRecord,
  tool: Tool,
  part: SchemaPart,
): Readonly<Record<string, unknown>> | undefined => {
  const pointer = part.pointer.startsWith("#") ? decoded(part.pointer.slice(1)) : part.pointer;
  const root = rootSchema(tool.input);
  const page = pageOf(root, pointer, { room, from: part.from });
  if (page === undefined) return undefined;
  const { schema } = page;
  const notes = notesOf(page, part.pointer);
  const note = notes.length === 0 ? {} : { note: notes.join(" ") };
  if (pointer !== "") return { name: record.name, pointer, schema, ...note };
  return {
    name: record.name,
    ...(record.title !== undefined && { title: record.title }),
    description: record.description,
    ...("request" in tool && { calls: `${tool.request.method} ${tool.request.path}` }),
    hints: tool.hints,
    ...note,
    inputSchema: schema,
  };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const notesOf = ({ left, more }: SchemaPage, pointer: string): readonly string[] => [
  ...(left === undefined
    ? []
    : [
        `Too long for one answer: what a "$ref" names and "$defs" does not hold is shown with its pointer, for example "pointer": ${JSON.stringify(left)}.`,
      ]),
  ...(more === undefined
    ? []
    : [`"${more.keyword}" goes on with "pointer": ${JSON.stringify(pointer)}, "from": ${more.from}.`]),
];

export const nothingAt = (name: string, pointer: string): ToolResult =>
  errorResult({
    error: `The arguments of ${name} have no schema at ${JSON.stringify(pointer.slice(0, 200))}.`,
    code: "not_found",
    recovery: 'Leave "pointer" out to see the whole schema, then use the pointer in one of its "$ref".',
  });
