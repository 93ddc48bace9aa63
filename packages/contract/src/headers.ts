/**
 * Request headers that no parameter can set; such a parameter is neither listed nor sent. OpenAPI 3.1 section 4.8.12.2
 * ignores the first three (body, reply type and credentials decide them); the others belong to the connection (RFC 9110
 * section 7.6.1), to the HTTP client or to cookies.
 */
const reserved: ReadonlySet<string> = new Set([
  ...["accept", "content-type", "authorization"],
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te"],
  ...["trailer", "transfer-encoding", "upgrade", "expect", "host", "content-length", "accept-encoding"],
  ...["content-encoding", "cookie", "set-cookie"],
]);

export const isReservedHeader = (name: string): boolean => reserved.has(name.toLowerCase());

/** User and password of `Basic` credentials as `user:password` (RFC 7617 section 2); undefined for any other value. */
export const basicPair = (value: string): string | undefined => {
  const [, encoded] = /^basic\s+([\w+/-]+=*)$/i.exec(value) ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
};
