import { resolve } from "node:path";
import type { CertificateVariables } from "@jackfield/contract/certificate";
import type { Config } from "./schema.js";

/** A source that is elsewhere: a spec of the config, or a place where a part of one is published. */
export type WatchedSource = {
  /** Unique in a config: the id of the spec; a published part has its file's name behind a dot. */
  readonly name: string;
  readonly from: string;
  /** Only for the spec itself, not for where its parts are published. */
  readonly access?: SourceAccess;
  /** Absolute; where a copy of what was fetched is. Absent for npm sources: the package is the copy. */
  readonly copy?: string;
};

/** What a source is read with, by the names of environment variables. */
export type SourceAccess = {
  readonly headerEnv?: Readonly<Record<string, string>>;
  readonly certificateEnv?: CertificateVariables;
};

type Spec = Pick<Config["specs"][number], "id" | "from" | "optional" | "published" | keyof SourceAccess>;

/** What a spec's options say of reading it, if anything. */
export const accessOf = ({
  headerEnv,
  certificateEnv,
}: Pick<Spec, keyof SourceAccess>): { readonly access?: SourceAccess } => {
  const access = { ...(headerEnv && { headerEnv }), ...(certificateEnv && { certificateEnv }) };
  return Object.keys(access).length === 0 ? {} : { access };
};

const isRemote = (from: string): boolean => /^https?:\/\//i.test(from);

/** The last segment of a URL's path: `https://x.test/spec/voice.yml?v=1` gives `voice` and `.yml`. */
const fileOf = (url: string): { readonly stem: string; readonly extension: string } => {
  const segment = /([^/]*)\/*$/.exec(url.replace(/[?#].*$/s, ""))?.[1] ?? "";
  const extension = /\.(?:json|ya?ml)$/i.exec(segment)?.[0] ?? "";
  const stem = segment.slice(0, segment.length - extension.length).replaceAll(/[^A-Za-z0-9_-]+/g, "-");
  return { stem: stem.slice(0, 60), extension: extension.toLowerCase() };
};

const named = (spec: Spec): readonly Omit<WatchedSource, "copy">[] => {
  const { id, from, published } = spec;
  return [
    ...(isRemote(from) || from.startsWith("npm:") ? [{ name: id, from, ...accessOf(spec) }] : []),
    ...published.map((url) => ({ name: `${id}.${fileOf(url).stem}`, from: url })),
  ];
};

type SourceFault = { readonly path: readonly PropertyKey[]; readonly problem: string };

/** What is wrong with the sources of a config, beyond what a schema can say. */
export const sourceFaults = (specs: readonly Spec[]): readonly SourceFault[] =>
  specs.flatMap((spec, index): readonly SourceFault[] => {
    const names = named(spec).map(({ name }) => name.toLowerCase());
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    return [
      ...(spec.optional && !isRemote(spec.from)
        ? [
            {
              path: ["specs", index, "optional"],
              problem: "only a spec from an https URL can be optional",
            },
          ]
        : []),
      ...(twice === undefined
        ? []
        : [{ path: ["specs", index, "published"], problem: `two files would be called ${twice}` }]),
    ];
  });

type SourceFolders = Pick<Config, "specs" | "sources" | "folder">;

const copyPath = (name: string, from: string, { sources, folder }: SourceFolders): string =>
  resolve(folder, sources.cache, `${name}${fileOf(from).extension}`);

/** Where the copy of an optional spec is, if there is one; undefined for a spec that is not optional. */
export const copyOf = ({ id, from, optional }: Spec, config: SourceFolders): string | undefined =>
  optional ? copyPath(id, from, config) : undefined;

/** Everything that `pull` looks at and the lock remembers. Files of the repository are neither. */
export const watchedSources = (config: SourceFolders): readonly WatchedSource[] =>
  config.specs
    .flatMap(named)
    .map((one) => ({ ...one, ...(isRemote(one.from) && { copy: copyPath(one.name, one.from, config) }) }));
