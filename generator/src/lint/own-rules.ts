import type { OwnCode, Severity } from "../report/index.js";
import { type SchemaNode, schemaNodes } from "./rules.js";
import type { Listing, ToolSubject } from "./types.js";

/** What a rule can be about. */
type Subjects = {
  /** The list as a whole. */
  readonly list: Listing;
  readonly tool: ToolSubject;
  /** A schema inside the input of a tool. */
  readonly schema: SchemaNode;
};

type RuleAbout<About extends keyof Subjects> = {
  readonly about: About;
  /** The code of its findings, such as `acme/verb-first`. */
  readonly code: OwnCode;
  readonly severity: Severity;
  /** What is wrong with the subject, as a sentence; undefined: nothing. */
  readonly find: (subject: Subjects[About]) => string | undefined;
  /** What the reader can do about it. */
  readonly fix: string;
};

/** A rule of a plugin: its code and texts are its own. */
export type OwnLintRule = { readonly [About in keyof Subjects]: RuleAbout<About> }[keyof Subjects];

export type OwnFinding = Pick<OwnLintRule, "code" | "severity" | "fix"> & {
  readonly message: string;
  /** Index of the tool; absent when the list as a whole is meant. */
  readonly tool?: number;
  /** Tokens from the tool to the part that is meant. */
  readonly path: SchemaNode["path"];
};

/** What the rules of plugins find in a list, in the order of the rules. */
export const ownFindings = (listing: Listing, rules: readonly OwnLintRule[]): readonly OwnFinding[] =>
  rules.flatMap((rule) => {
    const { code, severity, fix } = rule;
    return flawsOf(rule, listing).flatMap(({ message, ...place }) =>
      message === undefined ? [] : [{ code, severity, message, fix, ...place }],
    );
  });

type Flaws = readonly (Pick<OwnFinding, "tool" | "path"> & { readonly message: string | undefined })[];

const flawsOf = (rule: OwnLintRule, listing: Listing): Flaws => {
  const { tools, server } = listing;
  switch (rule.about) {
    case "list":
      return [{ message: rule.find(listing), path: [] }];
    case "tool":
      return tools.map((tool, index) => ({ message: rule.find({ tool, server }), tool: index, path: [] }));
    case "schema":
      return tools.flatMap(({ inputSchema }, index) =>
        schemaNodes(inputSchema).map((node) => ({ message: rule.find(node), tool: index, path: node.path })),
      );
  }
};
