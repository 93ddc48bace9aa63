import type { ToolError } from "@jackfield/contract";
import { Problem } from "./problem.js";
import type { Limits, Refusal } from "./state/state.js";

type Words = { readonly name: string; readonly problem: (most: number) => string };

const ofTheDay = "The count starts again at midnight UTC, or the operator of this server raises the limit.";

/** Every limit: its name on the command line, and what a caller is answered. */
const words: Readonly<Record<keyof Limits, Words>> = {
  calls: { name: "calls", problem: (most) => `The budget of ${most} calls per day is used up.` },
  billable: {
    name: "billable",
    problem: (most) => `The budget of ${most} billable calls per day is used up.`,
  },
  concurrent: {
    name: "concurrent",
    problem: (most) => `${most} calls are running already, and no more may run at the same time.`,
  },
  perSecond: { name: "per-second", problem: (most) => `More than ${most} calls per second are not allowed.` },
};

const keys = Object.keys(words) as readonly (keyof Limits)[]; // of a record with exactly these keys

/** What `--limits` takes, for usage lines. */
export const limitsShape = `<${keys.map((key) => `${words[key].name}=<n>`).join(",")}>`;

/** `calls=1000,billable=20,concurrent=10,per-second=5`, in any order and number. Throws `Problem`. */
export const limitsIn = (text: string): Limits =>
  Object.fromEntries(
    text.split(",").map((part) => {
      const [name = "", value = ""] = part.trim().split("=");
      const key = keys.find((one) => words[one].name === name);
      const most = Number(value);
      const whole = key === "perSecond" || Number.isInteger(most);
      if (key === undefined || !/^\d+(\.\d+)?$/.test(value) || !whole || (most === 0 && key === "perSecond"))
        throw new Problem(`--limits takes ${limitsShape}, got "${part.slice(0, 40)}".`);
      return [key, most];
    }),
  );

/** The same text again, for people. */
export const limitsText = (limits: Limits): string =>
  keys.flatMap((key) => (limits[key] === undefined ? [] : `${words[key].name}=${limits[key]}`)).join(",");

const recoveryOf = ({ limit, retryMs }: Refusal): string => {
  if (limit === "calls" || limit === "billable") return `Nothing was sent. ${ofTheDay}`;
  const wait = retryMs === undefined ? "for one of them to end" : `${Math.ceil(retryMs / 1000)} s`;
  return `Nothing was sent. Wait ${wait}, then call again.`;
};

/** What the caller is answered whose call may not run. */
export const limitError = (refusal: Refusal, limits: Limits): ToolError => ({
  error: words[refusal.limit].problem(limits[refusal.limit] ?? 0),
  code: "rate_limited",
  recovery: recoveryOf(refusal),
});
