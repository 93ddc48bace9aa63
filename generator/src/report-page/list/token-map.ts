import { hierarchy, treemap } from "d3-hierarchy";
import { counted, number } from "../../report/index.js";
import { boundedLine } from "../bounded.js";
import type { Box, ListToolFacts, MapCell, TokenMap } from "./types.js";

/** Its proportions on a wide screen; places are percentages, so that it fits any. */
const size = { width: 1_200, height: 560 } as const;

/** Smallest rectangles with a name, and with their tokens below it. */
const named = { width: 60, height: 24 } as const;
const priced = { width: 60, height: 44 } as const;
/** Of a bold letter, and around a name. */
const letter = { width: 8.2, margin: 14 } as const;

/** One rectangle per tool, sized by its tokens; tools beyond `most` share one. The tools come in the order of their tokens. */
export const tokenMapOf = (tools: readonly ListToolFacts[], most: number): TokenMap => {
  const shown = tools.slice(0, most);
  const rest = tools.slice(most);
  const others = rest.reduce((sum, { tokens }) => sum + tokens, 0);
  const weights = [...shown.map(({ tokens }) => tokens), ...(rest.length === 0 ? [] : [others])];
  const all = weights.reduce((sum, tokens) => sum + tokens, 0);
  const places = boxesOf(weights);
  const cells = places.map(({ box, width, height }, index): MapCell => {
    const tool = shown[index];
    const name = tool ? tool.name : counted(rest.length, "other tool");
    const tokens = tool?.tokens ?? others;
    const hasName = width >= named.width && height >= named.height;
    return {
      ...box,
      color: tool ? `lacks-${tool.smells.length}` : "lacks-0",
      name: hasName ? clipped(name, Math.floor((width - letter.margin) / letter.width)) : "",
      tokens: hasName && height >= priced.height && width >= priced.width ? number(tokens) : "",
    };
  });
  return {
    label: `Treemap of ${counted(tools.length, "tool")}, each as large as its share of ${number(all)} tokens. The table of tools has the same figures.`,
    cells,
    rest:
      rest.length === 0 ? "" : `${counted(rest.length, "tool")} with the fewest tokens share one rectangle.`,
  };
};

/** The start of a name, for as many letters as there is room. */
export const clipped = (name: string, room: number): string => {
  const start = boundedLine([...name.slice(0, 2 * room)].slice(0, room).join(""), 2 * room);
  return start === name ? name : `${start.slice(0, Math.max(1, room - 1))}…`;
};

type PlacedBox = { readonly box: Box; readonly width: number; readonly height: number };

const boxesOf = (weights: readonly number[]): readonly PlacedBox[] => {
  type Node = { readonly weight: number; readonly children?: readonly Node[] };
  const root: Node = { weight: 0, children: weights.map((weight) => ({ weight })) };
  const laid = treemap<Node>().size([size.width, size.height])(
    hierarchy(root, ({ children }) => children).sum(({ weight }) => weight),
  );
  return (laid.children ?? []).map(({ x0, y0, x1, y1 }) => ({
    width: x1 - x0,
    height: y1 - y0,
    box: {
      x: percentage(x0 / size.width),
      y: percentage(y0 / size.height),
      width: percentage((x1 - x0) / size.width),
      height: percentage((y1 - y0) / size.height),
    },
  }));
};

const percentage = (part: number): string =>
  `${Math.round(10_000 * (Number.isFinite(part) ? part : 0)) / 100}%`;
