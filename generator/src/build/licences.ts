import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The licences of the packages in a bundle: most allow copies only together with their text. */
export const licenceText = (sources: readonly string[]): string => {
  const packages = [...new Set(sources.flatMap(packageFolder))].map(readLicence);
  const texts = new Map(packages.map((one) => [one.title, one.text]));
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `${title}\n${"=".repeat(title.length)}\n\n${text}\n`)
    .join("\n");
};

/** `…/node_modules/name` or `…/node_modules/@scope/name` of a source file. */
const packageFolder = (source: string): readonly string[] => {
  const match = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(source.replaceAll("\\", "/"));
  return match ? [match[0]] : [];
};

const readLicence = (folder: string): { readonly title: string; readonly text: string } => {
  const manifest = join(folder, "package.json");
  const about: unknown = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : {};
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text =
    file === undefined ? `Licence: ${field(about, "license")}` : readFileSync(join(folder, file), "utf8");
  return { title: `${field(about, "name")} ${field(about, "version")}`, text: text.trim() };
};

const field = (about: unknown, key: string): string =>
  String((about as Readonly<Record<string, unknown>>)[key] ?? "unknown"); // a package.json holds an object
