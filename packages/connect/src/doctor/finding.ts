/** One thing that was looked at. */
export type Finding = {
  readonly level: "ok" | "warn" | "fail";
  readonly area: "runtime" | "config" | "network" | "endpoint" | "mcp" | "oauth" | "connect" | "memory";
  readonly text: string;
  readonly fix?: string;
};

type Area = Finding["area"];

export const ok = (area: Area, text: string): Finding => ({ level: "ok", area, text });
export const warn = (area: Area, text: string, fix?: string): Finding => ({
  level: "warn",
  area,
  text,
  ...(fix === undefined ? {} : { fix }),
});
export const fail = (area: Area, text: string, fix?: string): Finding => ({
  level: "fail",
  area,
  text,
  ...(fix === undefined ? {} : { fix }),
});
