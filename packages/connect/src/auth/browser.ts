import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Environment } from "../config/interpolate.js";
import { isObject } from "../json-rpc.js";
import type { StateFolder } from "../state/folder.js";
import { safeUrl } from "./safe-url.js";

/** Opens an address for the person; false when that is not possible. */
export type OpenUrl = (url: string) => Promise<boolean>;

/** The program that opens an address, as an argument vector: no shell ever sees the address. */
export const browserCommand = (env: Environment, platform: NodeJS.Platform): readonly string[] => {
  const own = env.BROWSER?.trim();
  if (own) return own.split(/\s+/);
  if (platform === "darwin") return ["open"];
  // `cmd /c start` would expand percent signs and obey ampersands.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["xdg-open"];
};

/** Whether a browser on this machine would be seen by the person. */
export const hasBrowser = (env: Environment, platform: NodeJS.Platform = process.platform): boolean => {
  if (env.BROWSER) return true;
  if (env.SSH_CONNECTION || env.SSH_TTY) return false;
  if (existsSync("/.dockerenv") || existsSync("/run/.containerenv")) return false;
  return platform === "darwin" || platform === "win32" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
};

export const openInBrowser =
  (env: Environment): OpenUrl =>
  (url) =>
    new Promise((resolve) => {
      const safe = safeUrl(url);
      const [program, ...args] = browserCommand(env, process.platform);
      if (safe === undefined || program === undefined) return resolve(false);
      const child = spawn(program, [...args, safe], { stdio: "ignore", detached: true, shell: false });
      child.once("error", () => resolve(false));
      child.once("spawn", () => {
        child.unref();
        resolve(true);
      });
    });

const file = "browser.json";
const minute = 60_000;
const hour = 60 * minute;
const mostPerHour = 3;

/**
 * Whether a window may be opened for this server now: one a minute and three an hour, over all processes. Counts it when
 * it may. The caller holds the login lock of the server.
 */
export const mayOpen = (state: StateFolder, key: string, now: number): boolean => {
  const opens = state.read(file)?.opens;
  const all = isObject(opens) ? opens : {};
  const list = all[key];
  const recent = (Array.isArray(list) ? list : []).filter(
    (at) => typeof at === "number" && at <= now && now - at < hour,
  );
  if (recent.length >= mostPerHour || recent.some((at) => now - at < minute)) return false;
  state.write(file, { opens: { ...all, [key]: [...recent, now] } });
  return true;
};
