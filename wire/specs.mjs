import { readdirSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { operationsOf, readDocument } from "./document.mjs";
import { folderOf } from "./needs.mjs";

const isSource = (name) => /\.(json|ya?ml)$/i.test(name);

const filesBelow = (path) => {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules" && !entry.name.startsWith("."))
    .flatMap((entry) => {
      const inner = join(path, entry.name);
      return entry.isDirectory() ? filesBelow(inner) : isSource(entry.name) ? [inner] : [];
    })
    .sort();
};

const hasOperations = (file) => {
  const document = readDocument(file);
  return document !== undefined && operationsOf(document).length > 0;
};

/** The documents that npm brings: Bandwidth's, and each example of ReadMe once, as JSON, whatever its version. */
const provided = () => {
  const examples = folderOf("@readme/oas-examples");
  return [
    { label: "bandwidth-sdk/bandwidth.yml", file: join(folderOf("bandwidth-sdk"), "bandwidth.yml") },
    ...filesBelow(examples)
      .filter((file) => /[\\/]json[\\/]/.test(file) && hasOperations(file))
      .map((file) => ({ label: relative(examples, file).replaceAll("\\", "/"), file })),
  ];
};

/** The OpenAPI documents of the files and folders that were named; without any, those that npm brings. */
export const findSpecs = (paths) =>
  paths.length === 0
    ? provided()
    : paths.flatMap((path) => {
        const root = resolve(path);
        const isFolder = statSync(root).isDirectory();
        return filesBelow(root)
          .filter(hasOperations)
          .map((file) => ({
            file,
            label: isFolder ? relative(root, file).replaceAll("\\", "/") : basename(file),
          }));
      });
