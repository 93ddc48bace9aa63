import type { SourceAccess } from "../config/index.js";
import type { JsonObject, OpenApiVersion } from "../document/json.js";
import type { Position } from "../report/index.js";

/** One source as the config or the command line names it. */
export type Source = {
  /** Short name: `[a-z0-9-]+`; unique in a config. */
  readonly id: string;
  /** A file path, an `https:` URL, `npm:package/file`, or `-` for standard input. */
  readonly from: string;
  /** Folder that relative paths and `npm:` resolution start from. */
  readonly folder: string;
  /** What a URL is read with. */
  readonly access?: SourceAccess;
  /** Absolute path of a copy that is read in its place; nothing is fetched then. */
  readonly copy?: string;
};

/** A document that was read and parsed; nothing is known about its validity beyond its OpenAPI version. */
export type LoadedSpec = {
  readonly id: string;
  /** As the reader knows it: the source as given, relative to the working folder where it is a file. For messages. */
  readonly file: string;
  /** As the config names it, the same on every machine: a path relative to the source's folder, a URL without secrets, `npm:…`. For output. */
  readonly source: string;
  readonly version: OpenApiVersion;
  readonly document: JsonObject;
  /** Absolute path of the file that was read; absent for a spec that came from elsewhere. */
  readonly path?: string;
  /** Absolute paths of the files that it refers to, whether or not they could be read; undefined for one on the network. */
  readonly parts?: readonly (string | undefined)[];
  /** `sha256-<hex>` of the bytes. */
  readonly hash: string;
  /** Where a relative server URL resolves against; only for sources that came from a URL. */
  readonly url?: string;
  /**
   * Line and column (both from 1) of the member or element at a pointer, or of its nearest ancestor. A member
   * stands where its key stands. Parses again: only for printing.
   */
  locate(pointer: string): Position | undefined;
};
