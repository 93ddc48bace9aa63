import type { OwnLintRule } from "../lint/index.js";
import type { PluginParts } from "./types.js";

/** Told once for each part that threw. */
type Failed = (part: string, problem: unknown) => void;

/** The same parts; what one of them throws is reported instead, and that part does nothing from then on. */
export const guarded = ({ repairs, lintRules, pages }: PluginParts, failed: Failed): PluginParts => ({
  repairs: repairs.map((repair) => {
    const safely = guard(`Repair ${repair.code}`, failed);
    const { begin, text } = repair;
    return {
      ...repair,
      begin: (document) => {
        const attempt = safely(() => begin(document));
        return (value, spot) => safely(() => attempt?.(value, spot));
      },
      ...(text && { text: (value, spot) => safely(() => text(value, spot)) }),
    };
  }),
  lintRules: lintRules.map((rule) => {
    const safely = guard(`Lint rule ${rule.code}`, failed);
    // Only what happens around the call changes, so the rule is about what it was about.
    return { ...rule, find: (subject: never) => safely(() => rule.find(subject)) } as OwnLintRule;
  }),
  pages: pages.map(({ path, print }) => {
    const safely = guard(`Page ${path}`, failed);
    return { path, print: (plan) => safely(() => print(plan)) ?? "" };
  }),
});

const guard = (part: string, failed: Failed): (<T>(run: () => T) => T | undefined) => {
  let broken = false;
  return (run) => {
    if (broken) return undefined;
    try {
      return run();
    } catch (problem) {
      broken = true;
      failed(part, problem);
      return undefined;
    }
  };
};
