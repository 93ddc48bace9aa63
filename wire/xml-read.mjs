const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescaped = (text) =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) =>
    name !== undefined
      ? (entities[name] ?? "\uFFFD")
      : String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10)),
  );

/** References to the five entities and to characters that XML may hold, and nothing that looks like another. */
const isClean = (text) =>
  [...text.matchAll(/&(?:#(\d+);|#x([\da-f]+);|(?:amp|lt|gt|quot|apos);)?/gi)].every(
    ([whole, decimal, hex]) => {
      if (whole === "&") return false;
      if (decimal === undefined && hex === undefined) return true;
      const code = Number.parseInt(decimal ?? hex, hex ? 16 : 10);
      return code === 9 || code === 10 || code === 13 || (code >= 32 && code <= 0x10ffff);
    },
  );

const local = (name) => name.slice(name.indexOf(":") + 1);
const prefixOf = (name) => (name.includes(":") ? name.slice(0, name.indexOf(":")) : "");

const attributesOf = (source, scope) => {
  const pairs = [...source.matchAll(/([^\s=]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length || !pairs.every(([, value]) => isClean(value)))
    return undefined;
  const spaces = { ...scope };
  for (const [key, value] of pairs) {
    if (key === "xmlns") spaces[""] = unescaped(value);
    else if (key.startsWith("xmlns:")) spaces[key.slice(6)] = unescaped(value);
  }
  const own = pairs
    .filter(([key]) => key !== "xmlns" && !key.startsWith("xmlns:"))
    .map(([key, value]) => ({
      name: local(key),
      prefix: prefixOf(key),
      space: prefixOf(key) === "" ? undefined : spaces[prefixOf(key)],
      text: unescaped(value),
    }));
  return { spaces, own };
};

const token =
  /<\?xml[^>]*\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/>!?"'=<]+)((?:\s+[^\s=>"'<]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;

/**
 * A document as `{ name, prefix, space, attributes, children, text }`, names without prefixes, `space` the namespace;
 * undefined when it is not well formed. Knows no DTD.
 */
export const parseXml = (source) => {
  /** @type {any} */
  const root = { name: "", spaces: {}, attributes: [], children: [], text: "" };
  const open = [root];
  let end = 0;
  for (const [whole, data, close, name, attributes, empty, text] of source.matchAll(token)) {
    const isStart = end === 0;
    end += whole.length;
    const parent = open.at(-1);
    if (text !== undefined) {
      if (!isClean(text) || text.includes("]]>") || /[^\P{Cc}\t\n\r\u0080-\u009f]/u.test(text))
        return undefined;
      if (parent === root && text.trim() !== "") return undefined;
      parent.text += unescaped(text.replaceAll(/\r\n?/g, "\n"));
    } else if (data !== undefined) {
      if (parent === root) return undefined;
      parent.text += data.replaceAll(/\r\n?/g, "\n");
    } else if (name === undefined) {
      if (whole.startsWith("<?xml") && !isStart) return undefined;
    } else if (close === "/") {
      if (open.length < 2 || open.pop().fullName !== name) return undefined;
    } else {
      const found = attributesOf(attributes, parent.spaces);
      if (
        found === undefined ||
        !/^[\p{L}_][\p{L}\p{N}\p{M}._-]*(?::[\p{L}_][\p{L}\p{N}\p{M}._-]*)?$/u.test(name)
      )
        return undefined;
      const element = {
        fullName: name,
        name: local(name),
        prefix: prefixOf(name),
        space: found.spaces[prefixOf(name)],
        spaces: found.spaces,
        attributes: found.own,
        children: [],
        text: "",
      };
      parent.children.push(element);
      if (empty === "") open.push(element);
    }
  }
  return end === source.length && open.length === 1 && root.children.length === 1
    ? root.children[0]
    : undefined;
};
