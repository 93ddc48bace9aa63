import type { StreamKind } from "@jackfield/contract";
import { parseJson } from "./json.js";

/** Takes the text of a stream as it comes and gives the records that are complete; `end` gives the last one. */
type RecordReader = { push(text: string): readonly unknown[]; end(): readonly unknown[] };

export const recordReader = (kind: StreamKind): RecordReader => {
  switch (kind) {
    case "events":
      return eventReader();
    case "lines":
      return textReader("\n");
    case "sequence":
      return textReader("\u001e");
  }
};

const recordValue = (text: string): unknown => {
  const parsed = parseJson(text);
  return parsed === undefined ? text : parsed.value;
};

/** Records behind one separating character. Each piece of text is looked at once, however long a record becomes. */
const textReader = (separator: string): RecordReader => {
  const pieces = splitter(separator);
  const values = (texts: readonly string[]) =>
    texts
      .map((text) => text.trim())
      .filter((text) => text !== "")
      .map(recordValue);
  return { push: (text) => values(pieces.push(text)), end: () => values([pieces.end()]) };
};

const splitter = (separator: string | RegExp) => {
  let open = "";
  return {
    push(text: string): readonly string[] {
      const [first = "", ...others] = text.split(separator);
      if (others.length === 0) {
        open += first;
        return [];
      }
      const complete = [open + first, ...others.slice(0, -1)];
      open = others.at(-1) ?? "";
      return complete;
    },
    end: () => open,
  };
};

/** Server-sent events (WHATWG HTML section 9.2.6): a blank line ends one; an event without data is none. */
const eventReader = (): RecordReader => {
  const lines = splitter(/\r\n|\n|\r/);
  let afterReturn = false;
  let data: string[] = [];
  let named: { event?: string; id?: string } = {};

  const take = (line: string): readonly unknown[] => {
    if (line === "") {
      const complete = data.length === 0 ? [] : [{ ...named, data: recordValue(data.join("\n")) }];
      data = [];
      named = {};
      return complete;
    }
    const [, field = "", value = ""] = /^([^:]*)(?::[ ]?(.*))?$/s.exec(line) ?? [];
    if (field === "data") data.push(value);
    if (field === "event" || field === "id") named[field] = value;
    return [];
  };

  return {
    push(text) {
      // A line end of two characters may be torn apart by the chunks.
      const whole = afterReturn && text.startsWith("\n") ? text.slice(1) : text;
      if (text !== "") afterReturn = text.endsWith("\r");
      return lines.push(whole).flatMap(take);
    },
    end: () => [...take(lines.end()), ...take("")],
  };
};
