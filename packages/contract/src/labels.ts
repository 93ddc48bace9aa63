/** What something is, in a few words for a person who watches. */
export type Label = {
  /** Who calls whom, what was pressed; empty: its name says enough. */
  readonly text: string;
  /** What all of one conversation share, such as the id of a call. */
  readonly subject?: string;
};

/** Words for what happens in a server, which otherwise shows its own names and keys. Data is written by strangers. */
export type Labels = {
  event?(event: { readonly name: string; readonly data: unknown }): Label | undefined;
  call?(call: {
    readonly tool: string;
    readonly arguments: Readonly<Record<string, unknown>>;
    /** As structured content. */
    readonly result: Readonly<Record<string, unknown>>;
  }): Label | undefined;
  /** Of a key that somebody waits for; `example` is an answer to begin with. */
  reply?(key: string): (Label & { readonly example?: string }) | undefined;
};
