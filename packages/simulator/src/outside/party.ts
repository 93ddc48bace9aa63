/** What the party hears before a Gather ends, for one who decides by ear. */
export type Prompt = {
  /** 0 for the first Gather of the call. */
  readonly gather: number;
  /** What was spoken since the document began, the prompts of this Gather included. */
  readonly sentences: readonly string[];
};

/** What machine detection says of a party. */
type Detected = "human" | "answering-machine" | "silence" | "timeout" | "error";

/** The script of the other end of a call. */
export type Party =
  | {
      readonly answers: true;
      readonly ringSeconds?: number;
      /** What is typed at the n-th Gather, terminating digit included; an empty or missing text types nothing. */
      readonly digits?: readonly string[] | ((prompt: Prompt) => string);
      /** Keys pressed one a second while a StartGather listens. */
      readonly taps?: string;
      /** The party hangs up this long after answering. Left out, it listens to the end. */
      readonly hangsUpAfterSeconds?: number;
      /** How long it talks in a transfer, a bridge or a conference before it hangs up. Default 30. */
      readonly talksForSeconds?: number;
      /** How long it speaks when it is recorded. Default 5. */
      readonly speaksForSeconds?: number;
      /** What it says, for transcriptions. */
      readonly says?: string;
      /** Who picks up, for machine detection. Default: a human. */
      readonly detected?: Detected;
    }
  | { readonly answers: false; readonly cause: "busy" | "timeout" | "rejected" };

export type AnsweringParty = Extract<Party, { answers: true }>;

/** The last seven digits of a number decide; the first three are named after the SIP reply such a call gets. */
const magicParties: readonly (readonly [string, Party])[] = [
  ["5550486", { answers: false, cause: "busy" }],
  ["5550408", { answers: false, cause: "timeout" }],
  ["5550603", { answers: false, cause: "rejected" }],
  ["5550880", { answers: true, detected: "answering-machine" }],
];

/** The default script: everybody answers and types nothing, but for the magic endings. */
export function magicParty(to: string): Party {
  const magic = magicParties.find(([ending]) => to.endsWith(ending));
  return magic?.[1] ?? { answers: true };
}

/** What the party types at a Gather; characters no telephone has are a fault of the script. */
export function typedDigits(party: AnsweringParty, prompt: Prompt): string {
  const script = party.digits;
  const typed = typeof script === "function" ? script(prompt) : (script?.[prompt.gather] ?? "");
  if (!/^[0-9*#A-D]*$/.test(typed)) throw new RangeError(`a party cannot type ${JSON.stringify(typed)}`);
  return typed;
}
