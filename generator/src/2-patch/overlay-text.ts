import { Document, isScalar, visit } from "yaml";
import type { WrittenAction } from "./difference.js";

/** An overlay as people write it. */
export type WrittenOverlay = {
  readonly overlay: "1.1.0";
  readonly info: { readonly title: string; readonly version: string };
  readonly "x-reason": string;
  readonly actions: readonly WrittenAction[];
};

/** The YAML text of an overlay, below a comment; it reads back as the same values, whatever they are. */
export const overlayText = (overlay: WrittenOverlay, comment: string): string => {
  const document = new Document(overlay, { aliasDuplicateObjects: false });
  document.commentBefore = comment;
  visit(document, {
    // Unquoted, this key would merge what it holds into its mapping.
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === "<<") key.type = "QUOTE_DOUBLE";
    },
  });
  return document.toString({ lineWidth: 120 });
};
