import type { SurfaceMode, SurfacePlace } from "../surface/index.js";

/** Where something changed: no tool is the whole server, no argument the tool itself. */
export type Where = { readonly tool?: string; readonly at?: string };

/** Narrowed: a value that was taken may be refused now. Both ways at once counts as narrowed. */
export type Direction = "narrowed" | "widened";

/** What changed, without where. A value that was or is absent is left out. */
export type Detail =
  | { readonly kind: "tool-removed" }
  | { readonly kind: "tool-renamed"; readonly from: string; readonly to: string }
  | { readonly kind: "tool-added"; readonly tokens: number }
  | { readonly kind: "argument-removed" }
  | { readonly kind: "argument-added"; readonly required: boolean }
  | { readonly kind: "required"; readonly now: "required" | "optional"; readonly with?: readonly string[] }
  | { readonly kind: "type"; readonly from?: string; readonly to?: string; readonly direction: Direction }
  | {
      readonly kind: "values";
      readonly added: readonly unknown[];
      readonly removed: readonly unknown[];
      /** A list of values came or went, or is too long to be in the lock. */
      readonly list?: "added" | "removed" | "unknown";
    }
  | {
      readonly kind: "limit";
      readonly keyword: string;
      readonly from?: string | number | boolean;
      readonly to?: string | number | boolean;
      /** `unchecked`: validation does not check this format, so no call is affected. */
      readonly direction: Direction | "unchecked";
    }
  /** Fields without a name in the schema are refused, or no longer. */
  | { readonly kind: "other-fields"; readonly direction: Direction }
  /** Rules of which the lock has only a hash. */
  | { readonly kind: "rules"; readonly direction: Direction }
  /** What is deeper than the lock lists. */
  | { readonly kind: "unlisted" }
  | { readonly kind: "place"; readonly from?: SurfacePlace; readonly to?: SurfacePlace }
  | { readonly kind: "wire"; readonly from: string; readonly to: string }
  | { readonly kind: "default"; readonly from?: unknown; readonly to?: unknown }
  | { readonly kind: "request"; readonly from: string; readonly to: string }
  | {
      readonly kind: "hints" | "security" | "media" | "servers" | "patches";
      readonly from: readonly string[];
      readonly to: readonly string[];
    }
  | { readonly kind: "title"; readonly from: string; readonly to: string }
  | { readonly kind: "instructions" }
  | { readonly kind: "profile-removed"; readonly profile: string }
  | { readonly kind: "profile-lost"; readonly profile: string }
  | { readonly kind: "profile-added" | "profile-gained"; readonly profile: string }
  /** What `--mode auto` offers of a profile. */
  | { readonly kind: "mode"; readonly profile: string; readonly from: SurfaceMode; readonly to: SurfaceMode }
  | { readonly kind: "webhook-removed"; readonly webhook: string }
  | { readonly kind: "webhook-added" | "webhook-payload"; readonly webhook: string }
  | {
      /** The method and the check that a delivery has to pass, or the name of its event; empty: a delivery says it. */
      readonly kind: "webhook-check" | "webhook-name";
      readonly webhook: string;
      readonly from: string;
      readonly to: string;
    }
  /** A text that clients read: `prompt place-a-call`. */
  | { readonly kind: "guide-removed"; readonly part: string }
  | { readonly kind: "guide-added" | "guide-text"; readonly part: string }
  | { readonly kind: "description" }
  | { readonly kind: "reply" }
  /** The words of arguments, or the form in which the same is said. */
  | { readonly kind: "schema" }
  | { readonly kind: "tokens"; readonly from: number; readonly to: number };

export type SurfaceChange = Detail & {
  /** At least one; several when the same happened in several places. */
  readonly where: readonly Where[];
  /** A caller that worked, such as an agent with saved prompts and lists of allowed tools, may fail now. */
  readonly breaking: boolean;
  /** Why it matters, or does not, in a sentence. */
  readonly reason: string;
};

export type Comparison = {
  /** Breaking ones first, then by kind and place. */
  readonly changes: readonly SurfaceChange[];
  readonly totals: {
    readonly breaking: number;
    readonly other: number;
    readonly tools: Step;
    readonly tokens: Step;
  };
};

/** Before and after. */
export type Step = { readonly from: number; readonly to: number };
