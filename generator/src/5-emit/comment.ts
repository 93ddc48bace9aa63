/**
 * What a header comment may say of a tool's source: the document and the place in it. Every character outside a
 * short list is percent-encoded, so no text of a spec can end the comment or pretend to be something else.
 */
export const sourceComment = (file: string, pointer: string): string =>
  `${encode(withoutMachine(file))}#${encode(pointer)}`;

/** Absolute paths differ from machine to machine: only the file's name is kept. */
const withoutMachine = (file: string): string =>
  /^(?:[/\\]|[A-Za-z]:[/\\]|file:)/.test(file) ? file.slice(lastSeparator(file) + 1) : file;

const lastSeparator = (file: string): number => Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\"));

const encode = (text: string): string =>
  text.replace(/[^A-Za-z0-9_.,:;~/@{}()+=$ -]+/gu, (run) =>
    [...new TextEncoder().encode(run)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
