const newline = 10;

/**
 * Splits bytes into lines of text. A line over `most` bytes is reported once by `tooLong` and thrown away unread.
 */
export const lineSplitter = (
  most: number,
  on: { readonly line: (text: string) => void; readonly tooLong: () => void },
): ((chunk: Buffer) => void) => {
  let parts: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer): void => {
    const before = size;
    size += part.length;
    if (size <= most) parts.push(part);
    else if (before <= most) {
      parts = [];
      on.tooLong();
    }
  };
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, end));
      const text = size > most ? "" : Buffer.concat(parts).toString("utf8").trim();
      from = end + 1;
      parts = [];
      size = 0;
      if (text !== "") on.line(text);
    }
    if (from < chunk.length) take(chunk.subarray(from));
  };
};
