import { bounds, counted, number } from "./bounded.js";
import type { Budget, ListCost, ReportFacts } from "./types.js";

const topTools = 20;

/** What lists of tools cost a model's context, against what clients take; and which tools cost most. */
export const budgetOf = (facts: ReportFacts): Budget => {
  const { summary, surface, limits } = facts;
  const { tokens, profiles } = summary;
  const lists = [
    ...profiles.slice(0, bounds.groups),
    { name: "every tool", tools: surface.tools.length, tokens: tokens.all },
    { name: "search mode", tools: 3, tokens: tokens.search },
  ];
  // The limit is always on the chart, with some air after it.
  const scale = Math.max(limits.tokens * 1.1, ...lists.map((list) => list.tokens));
  const top = [...surface.tools].sort((a, b) => b.tokens - a.tokens).slice(0, topTools);
  const most = top[0]?.tokens ?? 1;
  const sum = top.reduce((total, tool) => total + tool.tokens, 0);
  return {
    lists: lists.map(
      (list): ListCost => ({
        name: list.name,
        tools: counted(list.tools, "tool"),
        tokens: number(list.tokens),
        width: percent(list.tokens, scale),
        over: list.tokens > limits.tokens || list.tools > limits.tools,
      }),
    ),
    limit: {
      tokens: number(limits.tokens),
      tools: number(limits.tools),
      at: percent(limits.tokens, scale),
    },
    verdict: verdictOf(facts),
    top: top.map(({ name, tokens: cost }) => ({
      name,
      tokens: number(cost),
      width: percent(cost, most),
    })),
    share:
      top.length < surface.tools.length
        ? `The ${top.length} most expensive of ${number(surface.tools.length)} tools take ${percent(sum, tokens.all)} of the tokens.`
        : "",
  };
};

/** What a client gets when nothing is chosen. */
const verdictOf = ({ summary: { auto }, plan }: ReportFacts): string => {
  const what = plan.definition.profiles?.default?.length ? "the tools of the profile «default»" : "all tools";
  return auto.why === undefined
    ? `When nothing else is asked for, ${what} are listed one by one.`
    : `When nothing else is asked for, three tools search ${what}, since ${auto.why} are more than clients take.`;
};

/** With one digit, for SVG and for people. */
const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 0 : Math.round((1_000 * part) / whole) / 10}%`;
