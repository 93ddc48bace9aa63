import type { Json } from "../document/json.js";

/** What is wrong with a text, and at which offset. */
export type Fault =
  | { readonly kind: "syntax"; readonly problem: string; readonly offset: number }
  | { readonly kind: "duplicate"; readonly key: string; readonly first: number; readonly offset: number }
  | { readonly kind: "deep"; readonly offset: number }
  | { readonly kind: "aliases"; readonly offset: number }
  | { readonly kind: "cycle"; readonly cycle: string; readonly offset: number };

export type Parsed =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly faults: readonly [Fault, ...Fault[]] };

/** Deeper documents are refused: every reader after us walks them recursively. */
export const maxDepth = 512;

/** Values that YAML aliases may stand for in one document. */
export const maxAliased = 500_000;

export const failed = (...faults: readonly [Fault, ...Fault[]]): Parsed => ({ ok: false, faults });
