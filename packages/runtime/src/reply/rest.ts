import { fieldsKey, fromKey, takesFields, takesFrom } from "@jackfield/contract";
import { type PagedCall, pagingArguments } from "./paging.js";

/** How to get the rest of a reply that is too long, by what the very tool offers. */
export const restSentence = (call: PagedCall | undefined, selectable: boolean, from: number): string => {
  if (call === undefined) return "";
  const ways = [
    ...pagingWay(call),
    ...(selectable && takesFields(call.tool) && isListed(call, fieldsKey)
      ? [`with fewer fields (${fieldsKey}: dotted paths, comma between)`]
      : []),
    ...(takesFrom(call.tool) && isListed(call, fromKey) ? [`with ${fromKey}: ${from} to go on there`] : []),
  ];
  if (ways.length === 0) return "For the rest, ask for less at a time with other arguments.";
  const last = ways.at(-1) ?? "";
  const list = ways.length === 1 ? last : `${ways.slice(0, -1).join(", ")}, or ${last}`;
  return `For the rest, call again ${list}.`;
};

/** Some clients refuse an argument that the list does not have, so no other is named. */
const isListed = ({ tool }: PagedCall, key: string): boolean => Object.hasOwn(tool.input.properties, key);

const pagingWay = (call: PagedCall): readonly string[] => {
  const keys = pagingArguments(call.tool).map(({ key }) => key);
  return keys.length === 0 ? [] : [`page by page (${keys.slice(0, 5).join(", ")})`];
};

/** What to do about a reply beyond what is read at all: the arguments of the tool that make it smaller. */
export const lessSentence = (call: PagedCall): string => {
  const keys = pagingArguments(call.tool).map(({ key }) => key);
  const others = Object.entries(call.tool.request.parameters ?? {})
    .filter(([key, parameter]) => parameter.in === "query" && !keys.includes(key))
    .map(([key]) => key);
  const named = [...keys, ...others].slice(0, 8);
  return named.length === 0
    ? "The tool has no argument that makes the reply smaller; raise the limit, or get it without this tool."
    : `Ask for less at once with ${named.join(", ")}.`;
};
