import { literal } from "../5-emit/index.js";
import type { ConfigInput } from "../config/index.js";

/** What each part of a new config is for, said where its owner reads it. */
const comments: Partial<Record<keyof ConfigInput, string>> = {
  specs: "The API. Overlays correct it: docs/patches.md of Jackfield explains them.",
  credentials: "Environment variables that hold the credentials. Rename them to what your users know.",
  profiles:
    "Lists of tools, one per tag of the API. `default` is served unless --profile names others; full means all.",
  hosts: "Addresses of the API, and the variables that choose between them.",
  package: "The package around the server: an empty object takes the defaults.",
};

/** A config file as its owner edits it. Text of a spec comes in as literals only. */
export const configFile = (config: ConfigInput): string => {
  const fields = Object.entries(config).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const comment = comments[key as keyof ConfigInput]; // the keys are those of the config
    const lines = literal(value, key.length + 4).replaceAll("\n", "\n  ");
    return [...(comment === undefined ? [] : [`  // ${comment}`]), `  ${key}: ${lines},`];
  });
  return `import { defineConfig } from "jackfield";\n\nexport default defineConfig({\n${fields.join("\n")}\n});\n`;
};

/**
 * A package.json that was there before, with the fields that a server needs and that it lacks. `isNamed`: the name was
 * asked for, so it takes the place of the one that is there.
 */
export const completedManifest = (
  present: string,
  wanted: string,
  { isNamed }: { readonly isNamed: boolean },
): string | undefined => {
  const [given, ours] = [objectIn(present), objectIn(wanted)];
  if (given === undefined || ours === undefined) return undefined;
  const theirs = withoutDefaults(given);
  const scripts = Object.entries(objectOf(theirs.scripts)).filter(([, line]) => !isDefaultTest(line));
  const dependencies = new Set(Object.keys(objectOf(theirs.dependencies)));
  const tools = Object.entries(objectOf(ours.devDependencies)).filter(([name]) => !dependencies.has(name));
  const whole = {
    ...ours,
    ...theirs,
    type: ours.type,
    ...(isNamed && { name: ours.name }),
    scripts: { ...objectOf(ours.scripts), ...Object.fromEntries(scripts) },
    devDependencies: { ...Object.fromEntries(tools), ...objectOf(theirs.devDependencies) },
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
};

const isDefaultTest = (line: unknown): boolean => String(line).includes("no test specified");

/** What `npm init` fills in is nobody's wish. */
const withoutDefaults = (manifest: Fields): Fields => {
  if (!isDefaultTest(objectOf(manifest.scripts).test)) return manifest;
  const { name, version, scripts, dependencies, devDependencies } = manifest;
  const kept = Object.entries({ name, version, scripts, dependencies, devDependencies });
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined));
};

type Fields = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

const objectIn = (text: string): Fields | undefined => {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
};
