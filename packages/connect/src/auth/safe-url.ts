import { isLoopback } from "../http/proxy.js";

const longest = 8_192;

/**
 * An address from the network that a person or a browser may be sent to, spelled by the URL parser: https, or http on
 * this machine. Undefined for everything else (CVE-2025-6514 was an address that a shell got to see).
 */
export const safeUrl = (text: string): string | undefined => {
  if (text.length > longest || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const allowed = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  if (!allowed || url.username !== "" || url.password !== "" || /[^\w.:[\]-]/.test(url.host))
    return undefined;
  // What the parser leaves alone in a query, though no program needs it unescaped.
  return url.href.replaceAll(
    /['"`$(){}|\\^<>;!*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
};
