const quote = 34;
const comma = 44;
const openers = new Set([91, 123]);
const closers = new Set([93, 125]);

/** Offset behind the closing quote of the string that starts at `start`. The text is valid JSON. */
export const stringEnd = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
};

/** The name that a quoted key spells. */
export const keyText = (quoted: string): string =>
  quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);

const skipBlank = (text: string, start: number): number => {
  let at = start;
  for (let code = text.charCodeAt(at); code === 32 || code === 10 || code === 13 || code === 9; ) {
    code = text.charCodeAt(++at);
  }
  return at;
};

/** Offset of the comma or closing bracket behind the value that starts at `start`. */
const valueEnd = (text: string, start: number): number => {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = stringEnd(text, at) - 1;
    else if (openers.has(code)) depth++;
    else if (closers.has(code) && --depth < 0) return at;
    else if (code === comma && depth === 0) return at;
  }
  return text.length;
};

/** One child of an object or list: where it starts (its key, for a member) and where its value starts. */
type Member = { readonly token: string; readonly start: number; readonly value: number };

/** The children of the container at `offset`, in order; none when no container starts there. The text is valid JSON. */
export const membersAt = (text: string, offset: number): readonly Member[] => {
  const container = skipBlank(text, offset);
  const opener = text[container];
  if (opener !== "{" && opener !== "[") return [];
  const members: Member[] = [];
  for (let at = skipBlank(text, container + 1); at < text.length && !closers.has(text.charCodeAt(at)); ) {
    const start = at;
    let token = String(members.length);
    if (opener === "{") {
      const end = stringEnd(text, start);
      token = keyText(text.slice(start, end));
      at = skipBlank(text, skipBlank(text, end) + 1);
    }
    members.push({ token, start, value: at });
    at = valueEnd(text, at);
    if (text.charCodeAt(at) === comma) at = skipBlank(text, at + 1);
  }
  return members;
};

/**
 * Offset of the member or element that the tokens name, or of the nearest one above. Lists the children of each
 * container on the way once; a tree of the whole text would take thirty times its size.
 */
export const jsonFinder = (text: string): ((tokens: readonly string[]) => number) => {
  const known = new Map<number, ReadonlyMap<string, Member>>();
  const membersOf = (offset: number): ReadonlyMap<string, Member> => {
    const cached = known.get(offset);
    if (cached) return cached;
    const members = new Map(membersAt(text, offset).map((member) => [member.token, member]));
    known.set(offset, members);
    return members;
  };
  const root = text.search(/\S/);
  return (tokens) => {
    let start = root;
    let value = root;
    for (const token of tokens) {
      const member = membersOf(value).get(token);
      if (!member) break;
      ({ start, value } = member);
    }
    return start;
  };
};
