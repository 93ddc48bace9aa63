import { basicPair } from "@jackfield/contract";

/** Parts that are shorter may well be words or version numbers. */
const shortest = 12;

/** A service account in JSON has some ten, a key in lines some thirty. */
const most = 64;

const separators = /(?:[\s:;,&="'.{}[\]]|\\+[nrt"])+/;

/** Digits and letters, or case that changes inside of a word: more than words and what separates them. */
export const isRandom = (part: string): boolean =>
  (/\d/.test(part) && /[a-z]/i.test(part)) || /[a-z][A-Z]/.test(part);

/** Both first parts are JSON objects in base64 (RFC 7519 section 3). */
export const isJwt = (secret: string): boolean => /^eyJ[\w-]+\.eyJ/.test(secret);

/** The password of a pair that the operator gave in base64 (RFC 7617), and the pair. */
const pairIn = (secret: string): readonly string[] => {
  const pair = basicPair(secret) ?? "";
  const colon = pair.indexOf(":");
  return colon < 0 ? [] : [pair, pair.slice(colon + 1)];
};

/** Another way to write letters beyond ASCII: decomposed, read in the wrong charset, or replaced where they cannot be read. */
const otherLetters = (secret: string): readonly string[] => {
  if (!/[^\0-\x7f]/.test(secret)) return [];
  const bytes = Buffer.from(secret);
  // A header is sent in Latin-1.
  const single = Buffer.from(secret, "latin1").toString();
  return [
    ...[secret.normalize("NFC"), secret.normalize("NFD"), bytes.toString("latin1"), single],
    ...["?", "\ufffd"].map((mark) => secret.replace(/[^\0-\x7f]/gu, mark)),
  ];
};

/**
 * What else must not be shown of a secret because it is one by itself: the signature and the claims of a JWT, the lines of a
 * key, the values of a cookie or of parameters, the strings of a key in JSON. The head of a JWT is the same in all of them.
 */
export const secretParts = (secret: string): readonly string[] => {
  const parts = secret.split(separators).filter((part) => part.length >= shortest && isRandom(part));
  const own = isJwt(secret) ? parts.slice(1) : parts;
  return [...pairIn(secret), ...otherLetters(secret), ...own.slice(0, most)];
};
