/** The value of a header parameter: `name="a b"` or `name=a`. */
const parameterOf = (header, name) => {
  const found = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]+))`, "i").exec(header);
  return found === null ? undefined : (found[1] ?? found[2]);
};

/**
 * The parts of a multipart body (RFC 2046 section 5.1, RFC 7578): `{ name, filename, type, body }`. A
 * part outside of forms may have no name.
 * A text says what is wrong with the framing.
 */
export const parseMultipart = (contentType, body) => {
  const boundary = parameterOf(contentType, "boundary");
  if (boundary === undefined) return "the content type names no boundary";
  const text = body.toString("latin1");
  const mark = `--${boundary}`;
  if (!text.startsWith(mark)) return "the body does not begin with its boundary";
  if (!text.trimEnd().endsWith(`\r\n${mark}--`) && !text.startsWith(`${mark}--`))
    return "the body does not end with its boundary";
  const pieces = `\r\n${text}`.split(`\r\n${mark}`).slice(1, -1);
  const parts = [];
  for (const piece of pieces) {
    const end = piece.indexOf("\r\n\r\n");
    if (!piece.startsWith("\r\n") || end < 0) return "a part has no end of its headers";
    const headers = new Map(
      Buffer.from(piece.slice(2, end), "latin1")
        .toString("utf8")
        .split("\r\n")
        .map((line) => [
          line.slice(0, line.indexOf(":")).toLowerCase(),
          line.slice(line.indexOf(":") + 1).trim(),
        ]),
    );
    const disposition = headers.get("content-disposition") ?? "";
    const name = parameterOf(disposition, "name");
    // The parts of a form have names (RFC 7578 section 4.2), those of other bodies need none.
    const isNamed = /^form-data\b/i.test(disposition) && name !== undefined;
    if (!isNamed && (/^multipart\/form-data\b/i.test(contentType) || name !== undefined))
      return "a part has no name";
    parts.push({
      name,
      filename: parameterOf(disposition, "filename"),
      type: headers.get("content-type"),
      body: Buffer.from(piece.slice(end + 4), "latin1"),
    });
  }
  return parts;
};
