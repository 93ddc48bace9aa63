/** Longest text of somebody else that we repeat. */
const longest = 300;

/** Each pattern keeps its first group and hides the rest. The order matters: pairs before what looks like a token. */
const secrets: readonly RegExp[] = [
  // "access_token": "…", client_secret=…, code: …; a word that only begins like one of these (tokenizer) is not meant.
  /(["']?\b(?:authorization|(?:access|refresh|id)[_-]?token|client[_-]?secret|shared[_-]?secret|api[_-]?key|x-api-key|apikey|password|passwd|secret|token|bearer|code_verifier|device_code|assertion|cookie|set-cookie)["']?\s*[=:]\s*["']?(?:(?:bearer|basic)\s+)?)[^\s"'&,;}\]]+/gi,
  // Not the code of an error, which stands behind a colon.
  /([?&\s]code=)[^&\s"']+/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}/gi,
  /()\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g,
  /()\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi,
];

/** Text without what looks like a credential. */
export const redact = (text: string): string => {
  let clean = text;
  for (const pattern of secrets)
    clean = clean.replaceAll(
      pattern,
      (all: string, kept: string) => `${kept}***${all.endsWith("@") ? "@" : ""}`,
    );
  return clean;
};

/** Control characters, escape sequences of terminals, and what turns the direction of text around. */
const control = /(?:\p{Cc}\[[0-9;]*[A-Za-z]|[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069])+/gu;

/** Lines that a terminal shows and does not obey, although a stranger wrote a part of them. */
export const printable = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replaceAll(control, " "))
    .join("\n");

/** Text of a stranger, fit for a log line or an error: no control or escape characters, short, no credentials. */
export const foreign = (text: string, most = longest): string => {
  const plain = text.replaceAll(control, " ");
  const clean = redact(plain.trim().replaceAll(/ {2,}/g, " "));
  return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean;
};

/**
 * The text without the given values, for secrets that are known. Values of fewer than 4 characters are left: hiding
 * them would hide ordinary text.
 */
export const without = (text: string, values: Iterable<string>): string => {
  let clean = text;
  for (const value of values) if (value.length >= 4) clean = clean.replaceAll(value, "***");
  return clean;
};
