import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { yaml } from "./needs.mjs";
import { child, isObject, pointerOf, valueAt } from "./pointer.mjs";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
/** Where the contents of other files are laid, so that every reference is one inside of the document. */
const others = "x-wire-files";

const parseText = (text) => {
  const start = text.replace(/^\uFEFF/, "");
  return /^\s*\{/.test(start)
    ? JSON.parse(start)
    : yaml.parse(start, { maxAliasCount: -1, logLevel: "silent" });
};

/** The document of a file, with the files that it refers to laid next to it; undefined when it is no OpenAPI document. */
export const readDocument = (file) => {
  let root;
  try {
    root = parseText(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  if (!isObject(root) || !(root.openapi ?? root.swagger) || !isObject(root.paths ?? root.webhooks))
    return undefined;
  const files = {};
  /** An address by the URI that the document gives itself (`$self`), as a file; the same where it has nothing to do with it. */
  const withoutSelf = (target, path) => {
    const self = typeof root.$self === "string" && URL.canParse(root.$self) ? root.$self : undefined;
    const from = path === file ? self : undefined;
    if (self === undefined || target === "" || !URL.canParse(target, from)) return target;
    const { href } = new URL(target, from);
    const folder = new URL("./", self).href;
    if (href === self) return path === file ? "" : file;
    return href.startsWith(folder) ? resolve(dirname(file), decodeURI(href.slice(folder.length))) : target;
  };
  const bring = (path) => {
    if (Object.hasOwn(files, path)) return;
    files[path] = {};
    if (!existsSync(path)) return;
    files[path] = parseText(readFileSync(path, "utf8"));
    moveRefs(files[path], path);
  };
  const moveRefs = (value, path) => {
    if (Array.isArray(value)) for (const item of value) moveRefs(item, path);
    if (!isObject(value)) return;
    if (typeof value.$ref === "string") {
      const [address = "", fragment = ""] = value.$ref.split("#");
      const target = withoutSelf(address, path);
      const wanted = target === "" ? path : resolve(dirname(path), decodeURI(target));
      if (/^[a-z]+:/i.test(target) || wanted === file)
        value.$ref = target === "" || wanted === file ? `#${fragment}` : value.$ref;
      else {
        bring(wanted);
        value.$ref = `#${child("", others, wanted)}${fragment}`;
      }
    }
    for (const item of Object.values(value)) moveRefs(item, path);
  };
  moveRefs(root, file);
  if (Object.keys(files).length > 0) root[others] = files;
  return root;
};

/** Follows references; `at` is where the value really stands. Undefined when they lead nowhere or in a circle. */
export const follow = (document, value, at) => {
  let here = { value, at };
  for (let steps = 0; isObject(here.value) && typeof here.value.$ref === "string"; steps += 1) {
    const pointer = pointerOf(here.value.$ref);
    const target = pointer === undefined ? undefined : valueAt(document, pointer);
    if (target === undefined || steps > 50) return undefined;
    here = { value: target, at: pointer };
  }
  return here;
};

export const versionOf = (document) => String(document.openapi ?? document.swagger).slice(0, 3);

/** Every operation with the raw parts that a request is made of, in the order of the document. */
export const operationsOf = (document) =>
  Object.entries(isObject(document.paths) ? document.paths : {}).flatMap(([path, rawItem]) => {
    if (path.startsWith("x-")) return [];
    const item = follow(document, rawItem, child("/paths", path));
    if (!isObject(item?.value)) return [];
    const known = methods.filter((method) => isObject(item.value[method])).map((method) => [method, method]);
    const more = Object.keys(
      isObject(item.value.additionalOperations) ? item.value.additionalOperations : {},
    );
    return [...known, ...more.map((method) => [method, `additionalOperations/${method}`])].map(
      ([method, place]) => {
        const at = `${item.at}/${place}`;
        const raw = valueAt(document, at);
        return {
          pointer: `${child("/paths", path)}/${place}`,
          at,
          itemAt: item.at,
          item: item.value,
          raw,
          path,
          method: place === method ? method.toUpperCase() : method,
          name: raw.operationId ?? `${method.toUpperCase()} ${path}`,
        };
      },
    );
  });
