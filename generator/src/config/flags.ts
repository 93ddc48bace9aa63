import { basename } from "node:path";
import { suggestion } from "@jackfield/contract";
import type { Report } from "../report/index.js";
import { complete } from "./complete.js";
import type { Config, ConfigInput } from "./schema.js";

/** The flags of commands that run without a config file. */
export type Flags = {
  /** A file, an https URL, `npm:package/file`, or `-`. */
  readonly spec: string;
  readonly out?: string;
  readonly name?: string;
  readonly overlay?: readonly string[];
  /** `Name=VARIABLE`, each a header that reading the spec needs. */
  readonly specHeaderEnv?: readonly string[];
  /** `part=VARIABLE`, of the client certificate that reading the spec needs. */
  readonly specCertEnv?: readonly string[];
  readonly marks?: "none" | "mcp" | "all";
  readonly allowPrivate?: boolean;
  readonly allowFileRefs?: string;
};

/** A server's name from where its spec is: `https://x.test/Pet%20Store.v1.yaml?x=1` gives `pet-store-v1`. */
export const nameFrom = (from: string): string => {
  const path = from.replace(/[?#].*$/s, "").replace(/^[a-z]+:\/\/[^/]*$/i, "");
  const name = basename(path)
    .replace(/\.(json|ya?ml)$/i, "")
    .replaceAll(/%[0-9a-f]{2}/gi, "-")
    .toLowerCase();
  const plain = name
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 48)
    .replace(/-$/, "");
  return plain === "" ? "api" : plain;
};

/** `Authorization=API_TOKEN` → the name and its variable; what has no `=` is a name without a variable. */
const pairs = (texts: readonly string[]): readonly (readonly [string, string])[] =>
  texts.map((text) => {
    const [name = "", ...rest] = text.split("=");
    return [name.trim(), rest.join("=").trim()];
  });

/** What the flags say of reading the spec; whether the names make sense is for the schema of the config. */
const access = ({ specHeaderEnv, specCertEnv }: Flags): Pick<ConfigInput["specs"][number], "headerEnv"> => ({
  ...(specHeaderEnv && { headerEnv: Object.fromEntries(pairs(specHeaderEnv)) }),
  ...(specCertEnv && { certificateEnv: Object.fromEntries(pairs(specCertEnv)) }),
});

const certificateParts = ["cert", "key", "passphrase", "ca"];

/** A part that no certificate has, as a problem. Told alone: with a wrong name another one is missing, too. */
const unknownPart = ({ specCertEnv = [] }: Flags): string | undefined => {
  const [name] = pairs(specCertEnv).find(([part]) => !certificateParts.includes(part)) ?? [];
  if (name === undefined) return undefined;
  const known = "it takes cert=VAR, key=VAR, passphrase=VAR and ca=VAR";
  return `there is no part "${name.slice(0, 40)}"${suggestion(name, certificateParts)}; ${known}`;
};

const flagNames: Readonly<Record<string, string>> = {
  name: "--name",
  specs: "--spec",
  output: "--out",
};

/** The config that flags amount to. Paths are not confined: who types them owns the machine. */
export const fromFlags = (flags: Flags, folder: string, report: Report): Config | undefined => {
  const problem = unknownPart(flags);
  if (problem !== undefined) {
    report.add("config/invalid", { file: "command line" }, { option: "--spec-cert-env", problem });
    return undefined;
  }
  const given = flags.name ?? nameFrom(flags.spec);
  // A scope belongs to the package; the server goes without.
  const name = given.replace(/^@[^/]*\//, "");
  const input: ConfigInput = {
    name,
    ...(name !== given && { package: { name: given } }),
    specs: [{ id: nameFrom(name), from: flags.spec, overlays: [...(flags.overlay ?? [])], ...access(flags) }],
    output: flags.out ?? ".",
    ...(flags.marks && { marks: flags.marks }),
    limits: {
      allowPrivate: flags.allowPrivate ?? false,
      ...(flags.allowFileRefs === undefined ? {} : { allowFileRefs: flags.allowFileRefs }),
    },
  };
  const optionName = (path: readonly PropertyKey[]): string => {
    const [option] = path;
    if (path.includes("headerEnv")) return "--spec-header-env";
    if (path.includes("certificateEnv")) return `--spec-cert-env ${String(path.at(-1))}`;
    if (path.includes("package")) return "--name";
    return flagNames[String(option)] ?? `--${String(path.at(-1))}`;
  };
  return complete(input, { folder, optionName }, report);
};
