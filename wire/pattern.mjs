import { pick, whole } from "./random.mjs";

const range = (from, to) =>
  Array.from({ length: to.codePointAt(0) - from.codePointAt(0) + 1 }, (_, at) =>
    String.fromCodePoint(from.codePointAt(0) + at),
  );
const digit = range("0", "9");
const word = [...range("a", "z"), ...range("A", "Z"), ...digit, "_"];
const printable = range(" ", "~");
const classes = { d: digit, w: word, s: [" "], D: ["x", "-"], W: ["-", "."], S: word };
const escapes = { n: "\n", t: "\t", r: "\r" };
/** Unicode categories, as far as patterns of real specs use them. */
const property = (name) => (/^N/.test(name) ? digit : /^L/.test(name) ? word.slice(0, 52) : word);

/**
 * A text that a regular expression is likely to match; the caller checks it. Knows classes, groups, alternatives and
 * counts, and skips assertions. Undefined for what it cannot read.
 */
export const textOfPattern = (pattern, random, most = 8) => {
  let at = 0;
  const peek = () => pattern[at];
  const take = () => pattern[at++];

  const alternatives = () => {
    const options = [sequence()];
    while (peek() === "|") {
      take();
      options.push(sequence());
    }
    return () => pick(random, options)();
  };
  const sequence = () => {
    const pieces = [];
    while (at < pattern.length && peek() !== "|" && peek() !== ")") pieces.push(counted(atom()));
    return () => pieces.map((piece) => piece()).join("");
  };
  const counted = (piece) => {
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(pattern.slice(at));
    if (found === null) return piece;
    at += found[0].length;
    const [, mark, least, comma, top] = found;
    const low = mark === "+" ? 1 : mark === undefined ? Number(least) : 0;
    const unbounded = low + most;
    const high =
      mark === "?"
        ? 1
        : mark !== undefined
          ? unbounded
          : comma === undefined
            ? low
            : top === ""
              ? unbounded
              : Number(top);
    return () => Array.from({ length: whole(random, low, Math.min(high, unbounded)) }, piece).join("");
  };
  const atom = () => {
    const mark = take();
    if (mark === "(") return group();
    if (mark === "[") return oneOf(members());
    if (mark === ".") return oneOf(word);
    if (mark === "^" || mark === "$") return () => "";
    return mark === "\\" ? escaped() : () => mark;
  };
  const oneOf = (marks) => () => (marks.length === 0 ? "" : pick(random, marks));
  const group = () => {
    const start = /^\?(?::|<?[=!]|<\w+>)/.exec(pattern.slice(at))?.[0] ?? "";
    at += start.length;
    const inner = alternatives();
    take();
    return /[=!]/.test(start) ? () => "" : inner;
  };
  const code = () => {
    const found = /^(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2}))/i.exec(pattern.slice(at));
    if (found === null) return undefined;
    at += found[0].length;
    return String.fromCodePoint(Number.parseInt(found[1] ?? found[2] ?? found[3], 16));
  };
  const named = () => {
    const found = /^[pP]\{([^}]*)\}/.exec(pattern.slice(at));
    if (found !== null) at += found[0].length;
    return found === null ? undefined : property(found[1]);
  };
  const escaped = () => {
    const one = code();
    if (one !== undefined) return () => one;
    const many = named();
    if (many !== undefined) return oneOf(many);
    const mark = take();
    if (mark === "b" || mark === "B" || mark === "A" || mark === "Z" || mark === "z") return () => "";
    return Object.hasOwn(classes, mark) ? oneOf(classes[mark]) : () => escapes[mark] ?? mark;
  };
  const member = () => {
    const mark = take();
    if (mark !== "\\") return [mark];
    const one = code();
    if (one !== undefined) return [one];
    const many = named();
    if (many !== undefined) return many;
    const next = take();
    return Object.hasOwn(classes, next) ? classes[next] : [escapes[next] ?? next];
  };
  const members = () => {
    const not = peek() === "^";
    if (not) take();
    const marks = [];
    while (at < pattern.length && peek() !== "]") {
      const from = member();
      if (from.length === 1 && peek() === "-" && pattern[at + 1] !== "]" && pattern[at + 1] !== undefined) {
        take();
        const [to] = member();
        const last =
          to.codePointAt(0) - from[0].codePointAt(0) > 300
            ? String.fromCodePoint(from[0].codePointAt(0) + 300)
            : to;
        marks.push(...range(from[0], last));
      } else marks.push(...from);
    }
    take();
    return not ? printable.filter((mark) => !marks.includes(mark)) : marks;
  };
  try {
    return alternatives()();
  } catch {
    return undefined;
  }
};

/** A pattern of Ruby, Python or PHP in the words of JavaScript: delimiters, flags and anchors. */
const spelled = (pattern) => {
  const [, , inner, marks = ""] = /^([/#~%@!])(\^.*|\\A.*|.*\$|.*\\[zZ])\1([a-z]*)$/s.exec(pattern) ?? [];
  const source = (inner ?? pattern).replaceAll(/\\A|\\[zZ]/g, (mark) => (mark === "\\A" ? "^" : "$"));
  return { source, flags: inner !== undefined && marks.includes("i") ? "i" : "" };
};

export const regExpOf = (pattern) => {
  const { source, flags: own } = spelled(pattern);
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(source, flags + own);
    } catch {
      // Many published patterns escape more than the `u` flag allows.
    }
  }
  return undefined;
};
