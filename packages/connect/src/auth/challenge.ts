/** What a Bearer challenge says (RFC 6750 section 3, RFC 9728 section 5.1). */
export type BearerChallenge = {
  readonly resourceMetadata?: string | undefined;
  readonly scope?: string | undefined;
  readonly error?: string | undefined;
};

const parameter = /([A-Za-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/** Reads the Bearer challenge of a WWW-Authenticate header; undefined when there is none. */
export const readChallenge = (header: string | undefined): BearerChallenge | undefined => {
  const start = header === undefined ? -1 : header.search(/\bBearer\b/i);
  if (header === undefined || start < 0) return undefined;
  const values = new Map<string, string>();
  for (const [, name = "", quoted, plain] of header.slice(start + 6).matchAll(parameter))
    if (!values.has(name.toLowerCase()))
      values.set(
        name.toLowerCase(),
        quoted === undefined ? (plain ?? "") : quoted.replaceAll(/\\(.)/g, "$1"),
      );
  return {
    resourceMetadata: values.get("resource_metadata"),
    scope: values.get("scope"),
    error: values.get("error"),
  };
};

/** Scopes as a set without order. */
export const scopesOf = (text: string | undefined): readonly string[] => [
  ...new Set((text ?? "").split(/\s+/).filter((one) => one !== "")),
];
