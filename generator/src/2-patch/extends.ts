import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

type Named =
  | { readonly kind: "url"; readonly href: string }
  | { readonly kind: "file"; readonly path: string };

const isRemote = (name: string): boolean => /^(https?|npm):/i.test(name);

const plainName = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

const named = (name: string, folder: string): Named => {
  if (isRemote(name)) return { kind: "url", href: URL.canParse(name) ? new URL(name).href : name };
  if (name.startsWith("file:") && URL.canParse(name)) return { kind: "file", path: fileURLToPath(name) };
  return { kind: "file", path: resolve(folder, plainName(name)) };
};

const lastPart = (name: Named): string =>
  basename(name.kind === "file" ? name.path : name.href.replace(/[?#].*$/s, ""));

/**
 * Whether an overlay's `extends`, a URI reference relative to the overlay, may name the document that it is applied
 * to. Of a file and an address only the last part is compared: one is often a copy of the other.
 */
export const mayExtend = (
  said: string,
  { overlay, source, folder }: { readonly overlay: string; readonly source: string; readonly folder: string },
): boolean => {
  if (source === "-" || said === source) return true;
  const [wanted, actual] = [named(said, dirname(overlay)), named(source, folder)];
  if (wanted.kind === "url" && actual.kind === "url" && !source.startsWith("npm:"))
    return wanted.href === actual.href;
  if (wanted.kind === "file" && actual.kind === "file") return wanted.path === actual.path;
  return lastPart(wanted) === lastPart(actual);
};
