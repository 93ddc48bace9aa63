import { dirname, resolve } from "node:path";
import { isInside, type Limits, shownPath } from "../config/index.js";
import { type Location, pathOfUrl } from "./bytes.js";
import { shownUrl } from "./fetch.js";

/** Where a reference leads. `key` names the document; equal keys are the same document. */
export type Target =
  | { readonly kind: "inside"; readonly pointer: string }
  | { readonly kind: "document"; readonly location: Location; readonly key: string; readonly pointer: string }
  | { readonly kind: "refused"; readonly reason: string };

export const locationKey = (location: Location): string => {
  if (location.kind === "file") return location.path;
  return location.kind === "url" ? location.url : "-";
};

/** How messages call a document. */
export const shownLocation = (location: Location): string => {
  if (location.kind === "file") return shownPath(location.path);
  return location.kind === "url" ? shownUrl(location.url) : "stdin";
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const refused = (reason: string): Target => ({ kind: "refused", reason });

const allowedFolders = (root: Location, limits: Limits, folder: string): readonly string[] => [
  ...(root.kind === "file" ? [dirname(root.path)] : []),
  ...(limits.allowFileRefs === undefined ? [] : [resolve(folder, limits.allowFileRefs)]),
];

/** What references are resolved against: folders that files referred to must really be in, and the names of the root. */
export type Bounds = {
  readonly root: Location;
  /** The URI that the root document gives itself, wherever it was read from (`$self`, OpenAPI 3.2 section 4.1.2.2.1). */
  readonly self?: string;
  readonly folder: string;
  readonly limits: Limits;
};

/** The root document's own URI, absolute; undefined when it has none. */
export const selfOf = ($self: unknown, root: Location): string | undefined => {
  const base = root.kind === "url" ? root.url : undefined;
  if (typeof $self !== "string" || !URL.canParse($self, base)) return undefined;
  const url = new URL($self, base);
  return /^https?:$/.test(url.protocol) && url.hash === "" ? url.href : undefined;
};

/** An address by the URI that the root document gives itself, relative to that; undefined: it has nothing to do with it. */
const relativeToSelf = (address: string, base: Location, { root, self }: Bounds): string | undefined => {
  const from = base === root ? self : undefined;
  if (self === undefined || !URL.canParse(address, from)) return undefined;
  const { href } = new URL(address, from);
  const folder = new URL("./", self).href;
  if (href === self) return "";
  return href.startsWith(folder) ? href.slice(folder.length) : undefined;
};

export const foldersOf = ({ root, folder, limits }: Bounds): readonly string[] =>
  allowedFolders(root, limits, folder);

const fileTarget = (path: string, pointer: string, bounds: Bounds): Target => {
  const folders = foldersOf(bounds);
  if (folders.length === 0) return refused("the document has no folder of its own");
  if (!folders.some((folder) => isInside(folder, path)))
    return refused("it leads out of the document's folder");
  return { kind: "document", location: { kind: "file", path }, key: path, pointer };
};

const urlTarget = (url: URL, pointer: string, { root, limits }: Bounds): Target => {
  const location = { kind: "url", url: url.href } as const;
  const target: Target = { kind: "document", location, key: url.href, pointer };
  if (limits.allowRefHosts.includes(url.hostname)) return target;
  if (root.kind !== "url") return refused("remote references are not fetched");
  const below =
    url.origin === new URL(root.url).origin && url.pathname.startsWith(new URL("./", root.url).pathname);
  return below ? target : refused("it leads out of the document's folder");
};

/**
 * Where the reference `ref` of the document at `base` leads, by policy: files below the folder of the root document,
 * relative URLs below its address, what else `limits` allow, and nothing more.
 */
export const resolveRef = (ref: string, base: Location, bounds: Bounds): Target => {
  const hash = ref.indexOf("#");
  const address = hash < 0 ? ref : ref.slice(0, hash);
  const pointer = hash < 0 ? "" : decoded(ref.slice(hash + 1));
  if (address === "") return { kind: "inside", pointer };
  const own = relativeToSelf(address, base, bounds);
  if (own === "") return { kind: "document", location: bounds.root, key: locationKey(bounds.root), pointer };
  return own === undefined
    ? byAddress(address, pointer, base, bounds)
    : byAddress(own, pointer, bounds.root, bounds);
};

const byAddress = (address: string, pointer: string, base: Location, bounds: Bounds): Target => {
  if (/^(https?:)?\/\//i.test(address)) {
    const url = URL.canParse(address, "https://x.invalid")
      ? new URL(address, "https://x.invalid")
      : undefined;
    return url ? urlTarget(url, pointer, bounds) : refused("it is not an address");
  }
  if (/^file:/i.test(address)) {
    if (bounds.limits.allowFileRefs === undefined) return refused("file: references are not followed");
    const path = pathOfUrl(address);
    return path === undefined
      ? refused("it is not a file: address of this machine")
      : fileTarget(path, pointer, bounds);
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return refused("only relative files are followed");
  if (base.kind === "url") return urlTarget(new URL(address, base.url), pointer, bounds);
  if (base.kind === "stdin") return refused("a document from standard input has no folder");
  return fileTarget(resolve(dirname(base.path), decoded(address)), pointer, bounds);
};
