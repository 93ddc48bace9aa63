import type { ClientCertificate } from "@jackfield/contract/certificate";
import { CallError } from "../call-error.js";
import type { WireRequest } from "../request/index.js";

/** One credential at its place in the request. `from` names the variable, for error texts. */
export type SentCredential = {
  readonly in: "header" | "query" | "cookie";
  readonly name: string;
  readonly value: string;
  readonly from: string;
};

/**
 * A request with its credentials. None of them follows it to another origin: the headers (lower case), the names in the
 * query, the certificate.
 */
export type Authorized = {
  readonly wire: WireRequest;
  readonly secretHeaders: ReadonlySet<string>;
  readonly secretQuery: ReadonlySet<string>;
  readonly certificate?: ClientCertificate;
  /** A redirect of a public host led here: only a public address may be connected to. */
  readonly publicOnly?: boolean;
};

export const noSecrets = { secretHeaders: new Set<string>(), secretQuery: new Set<string>() } as const;

const checkHeader = ({ name, value, from }: SentCredential): void => {
  if (/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) && /^[\x20-\x7e\x80-\xff]*$/.test(value)) return;
  throw new CallError({
    error: `The value of ${from} cannot be sent in the header ${name.replace(/[^\x20-\x7e]/g, "?")}.`,
    code: "auth",
    recovery: `Check ${from}: it must be one line of plain characters.`,
  });
};

const withHeader = (headers: Readonly<Record<string, string>>, name: string, value: string) => ({
  ...Object.fromEntries(Object.entries(headers).filter(([key]) => key.toLowerCase() !== name.toLowerCase())),
  [name]: value,
});

const withQuery = (url: string, name: string, value: string): string => {
  const mark = url.indexOf("?");
  const [path, query] = mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
  const key = encodeURIComponent(name);
  const others = query.split("&").filter((pair) => pair !== "" && pair.split("=", 1)[0] !== key);
  return `${path}?${[...others, `${key}=${encodeURIComponent(value)}`].join("&")}`;
};

/** Puts credentials into a request; a header, query parameter or cookie of the same name from the caller gives way. */
export const place = (wire: WireRequest, credentials: readonly SentCredential[]): Authorized => {
  let { url, headers } = wire;
  const secretHeaders = new Set<string>();
  const secretQuery = new Set<string>();
  for (const credential of credentials) {
    const { name, value } = credential;
    if (credential.in === "query") {
      url = withQuery(url, name, value);
      secretQuery.add(name);
      continue;
    }
    const cookie = credential.in === "cookie";
    const before = Object.entries(headers).find(([key]) => key.toLowerCase() === "cookie")?.[1];
    const own = `${name}=${encodeURIComponent(value)}`;
    const kept = before?.split(/;\s*/).filter((pair) => !pair.startsWith(`${name}=`)) ?? [];
    const header = cookie ? { ...credential, name: "Cookie", value: [...kept, own].join("; ") } : credential;
    checkHeader(header);
    headers = withHeader(headers, header.name, header.value);
    secretHeaders.add(header.name.toLowerCase());
  }
  return { wire: { ...wire, url, headers }, secretHeaders, secretQuery };
};
