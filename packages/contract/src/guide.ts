import type { CallContext } from "./tenant.js";

/** What a text of a guide may use: the rights and events of the caller, and the names of the tools that it is served. */
export type GuideContext = { readonly call: CallContext; readonly tools: ReadonlySet<string> };

/** A text that a client can read. */
export type GuideResource = {
  /** Absolute, with a scheme of its own: `bandwidth://config`. */
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: "text/markdown" | "application/json";
  read(context: GuideContext): Promise<string> | string;
};

export type PromptArgument = {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  /** Values to choose from; those that begin with what was typed are shown. */
  values?(context: GuideContext): Promise<readonly string[]>;
};

/** A beginning of a conversation. */
export type GuidePrompt = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** `{name}` stands for the argument of that name. */
  readonly text: string;
};

/** A skill: a folder with a SKILL.md (SEP-2640). */
export type GuideSkill = {
  /** Its folder, the last part of which is the skill's name: `place-a-call`. */
  readonly path: string;
  /** Text by path below the folder; SKILL.md is among them. */
  readonly files: Readonly<Record<string, string>>;
};

/** What a server says to clients apart from its tools. Texts are data; only what depends on the caller is a function. */
export type Guide = {
  /** Takes the place of the definition's instructions. At most 2 KB, which is what clients show. */
  instructions?(context: GuideContext): Promise<string> | string;
  readonly resources?: readonly GuideResource[];
  readonly prompts?: readonly GuidePrompt[];
  readonly skills?: readonly GuideSkill[];
};
