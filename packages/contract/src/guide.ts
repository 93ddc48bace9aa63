import type { Content } from "./result.js";
import type { CallContext } from "./tenant.js";

/** What a text of a guide may use: the rights and events of the caller, and the names of the tools that it is served. */
export type GuideContext = { readonly call: CallContext; readonly tools: ReadonlySet<string> };

/** What is of no use without some tools: where one of them is not served, it is neither listed nor read. */
type Dependent = { readonly needs?: readonly string[] };

type Described = Dependent & {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
};

/** Text, or bytes. */
export type ResourceBody = string | Uint8Array;

/** Something that a client can read. */
export type GuideResource = Described & {
  /** Absolute, with a scheme of its own: `bandwidth://config`. */
  readonly uri: string;
  /**
   * It may be another one later: clients can subscribe to it, and `CallContext.changed` tells them. `events`: it is another
   * one with every event of the caller, and the host tells them, once a second at most.
   */
  readonly changes?: true | "events";
  read(context: GuideContext): Promise<ResourceBody> | ResourceBody;
};

/** Many resources of one kind. */
export type GuideTemplate = Described & {
  /** RFC 6570: `bandwidth://verbs/{name}`. */
  readonly uriTemplate: string;
  /** As `GuideResource.changes`. */
  readonly changes?: true;
  /** Reads the resource with these values in its URI; undefined: there is none. */
  read(
    values: Readonly<Record<string, string>>,
    context: GuideContext,
  ): Promise<ResourceBody | undefined> | ResourceBody | undefined;
  /** By variable, values to choose from, as those of a prompt's argument. */
  readonly values?: Readonly<Record<string, (context: GuideContext) => Promise<readonly string[]>>>;
};

export type PromptArgument = {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  /** Values to choose from; those that begin with what was typed are shown. */
  values?(context: GuideContext): Promise<readonly string[]>;
};

/** A message that a conversation begins with. */
export type PromptMessage = {
  readonly role: "user" | "assistant";
  readonly content:
    | Exclude<Content, { readonly type: "resource" }>
    | {
        readonly type: "resource";
        readonly resource: { readonly uri: string; readonly mimeType?: string } & (
          | { readonly text: string }
          | { readonly blob: string }
        );
      };
};

/** A beginning of a conversation: a text of the user, or messages of any kind. */
export type GuidePrompt = Dependent & {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
} & (
    | {
        /** `{name}` stands for the argument of that name. */
        readonly text: string;
      }
    | {
        /** Made for the caller, who may be asked. */
        messages(
          args: Readonly<Record<string, string>>,
          context: GuideContext,
        ): Promise<readonly PromptMessage[]> | readonly PromptMessage[];
      }
  );

/** A skill: a folder with a SKILL.md (SEP-2640). */
export type GuideSkill = Dependent & {
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
  readonly templates?: readonly GuideTemplate[];
  readonly prompts?: readonly GuidePrompt[];
  readonly skills?: readonly GuideSkill[];
};
