/** Bytes of a line that is too long that are kept of its beginning and of its end. */
const ends = { head: 4096, tail: 256 } as const;

/**
 * Splits bytes into lines of text. A line over `most` bytes is thrown away; `tooLong` gets its beginning and its end, once it
 * has ended.
 */
export const lineSplitter = (
  most: number,
  on: { readonly line: (text: string) => void; readonly tooLong: (head: string, tail: string) => void },
): ((chunk: Buffer) => void) => {
  let parts: Buffer[] = [];
  let size = 0;
  let skipped: { readonly head: Buffer; tail: Buffer } | undefined;

  const take = (part: Buffer): void => {
    size += part.length;
    if (skipped !== undefined) {
      skipped.tail = Buffer.concat([skipped.tail, part.subarray(-ends.tail)]).subarray(-ends.tail);
      return;
    }
    parts.push(part);
    if (size <= most) return;
    const all = Buffer.concat(parts);
    // Copies, so that the line itself is let go.
    skipped = {
      head: Buffer.from(all.subarray(0, ends.head)),
      tail: Buffer.from(all.subarray(-ends.tail)),
    };
    parts = [];
  };
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, end));
      from = end + 1;
      if (skipped === undefined) {
        const text = Buffer.concat(parts).toString("utf8").trim();
        if (text !== "") on.line(text);
      } else on.tooLong(skipped.head.toString("utf8"), skipped.tail.toString("utf8"));
      parts = [];
      size = 0;
      skipped = undefined;
    }
    if (from < chunk.length) take(chunk.subarray(from));
  };
};
