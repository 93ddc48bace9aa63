/** Splits bytes into lines of text. A line over `most` bytes is reported once by `tooLong` and thrown away unread. */
export const lineSplitter = (
  most: number,
  on: { readonly line: (text: string) => void; readonly tooLong: () => void },
): ((chunk: Buffer) => void) => {
  let parts: Buffer[] = [];
  let size = 0;
  let skipping = false;

  const take = (part: Buffer): void => {
    if (skipping) return;
    size += part.length;
    parts.push(part);
    if (size <= most) return;
    skipping = true;
    parts = [];
    on.tooLong();
  };
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, end));
      from = end + 1;
      const text = skipping ? "" : Buffer.concat(parts).toString("utf8").trim();
      parts = [];
      size = 0;
      skipping = false;
      if (text !== "") on.line(text);
    }
    if (from < chunk.length) take(chunk.subarray(from));
  };
};
