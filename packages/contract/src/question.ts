type QuestionName = {
  /** Names the question among those of a call, always the same one: `^[\w-]{1,64}$`. */
  readonly name: string;
  /** A client that cannot ask it gets a protocol error that says what it lacks; absent: the answer is `unsupported`. */
  readonly required?: true;
};

/** A form for the person. Its fields are flat: strings, numbers, booleans and choices (MCP, elicitation). Never ask for a secret. */
export type FormQuestion = QuestionName & {
  readonly kind: "form";
  readonly message: string;
  readonly schema: {
    readonly type: "object";
    readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly required?: readonly string[];
  };
};

/** A prompt for the client's own model (MCP, sampling; few clients have it, and the protocol is about to drop it). */
export type ModelQuestion = QuestionName & {
  readonly kind: "model";
  readonly prompt: string;
  readonly maxTokens: number;
};

/** The folders that the client works in (MCP, roots; the protocol is about to drop them). */
export type RootsQuestion = QuestionName & { readonly kind: "roots" };

/** What a tool can ask while it runs. */
export type Question = FormQuestion | ModelQuestion | RootsQuestion;

export type Root = { readonly uri: string; readonly name?: string };

/** What each kind of question is answered with: the fields of the form, the text of the model, the folders. */
export type AnswerValues = {
  readonly form: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly roots: readonly Root[];
};

export type Answer<Kind extends Question["kind"] = Question["kind"]> =
  /** A form fits its schema. */
  | { readonly kind: "given"; readonly value: AnswerValues[Kind] }
  | { readonly kind: "declined" }
  | { readonly kind: "cancelled" }
  /** The client cannot ask this, or the call is one that cannot ask. */
  | { readonly kind: "unsupported" };
