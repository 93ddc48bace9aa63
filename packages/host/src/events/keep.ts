import type { Limits } from "@jackfield/events";
import { Problem } from "../problem.js";

type Bound = {
  readonly name: string;
  readonly key: keyof Limits;
  readonly unit: number;
  readonly most: number;
};

const bounds: readonly Bound[] = [
  { name: "events", key: "maxEvents", unit: 1, most: 10_000_000 },
  { name: "megabytes", key: "maxBytes", unit: 1024 * 1024, most: 100_000 },
  { name: "hours", key: "ttlMilliseconds", unit: 3_600_000, most: 24 * 366 },
];

const shape = bounds.map(({ name }) => `${name}=<n>`).join(",");

/** `events=100000,hours=48`, in any order and number: how much is kept of each tenant. Throws `Problem`. */
export const keepIn = (text: string): Partial<Limits> =>
  Object.fromEntries(
    text.split(",").map((part) => {
      const [name = "", value = ""] = part.trim().split("=");
      const bound = bounds.find((one) => one.name === name);
      const count = /^\d{1,9}$/.test(value) ? Number(value) : 0;
      if (bound === undefined || count === 0 || count > bound.most)
        throw new Problem(`--events-keep takes <${shape}>, got "${part.slice(0, 40)}".`);
      return [bound.key, count * bound.unit];
    }),
  );
