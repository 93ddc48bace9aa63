/** One file to be: `path` is relative to the output folder, with `/`. */
export type OutputFile = { readonly path: string; readonly text: string };
