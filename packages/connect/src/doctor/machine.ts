import { readFileSync, statSync } from "node:fs";
import type { Environment } from "../config/interpolate.js";
import { isTrusted } from "../config/trust.js";
import type { Config } from "../config/types.js";
import { messageOf } from "../failure.js";
import { proxySettings } from "../http/proxy.js";
import type { StateFolder } from "../state/folder.js";
import { locksIn } from "../state/lock.js";
import { type Finding, fail, ok, warn } from "./finding.js";

const isOldNode = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 20 || (major === 20 && minor < 19);
};

/** Node, the state folder, the locks in it. */
export const checkRuntime = (state: StateFolder): readonly Finding[] => {
  const { node } = process.versions;
  const findings: Finding[] = [
    isOldNode(node)
      ? fail("runtime", `Node ${node} is too old`, "Install Node 20.19 or later.")
      : ok("runtime", `Node ${node} on ${process.platform}`),
  ];
  try {
    state.write("probe.json", {});
    state.remove("probe.json");
    const mode = statSync(state.path).mode & 0o077;
    findings.push(
      mode !== 0 && process.platform !== "win32"
        ? warn("runtime", `${state.path} can be read by others`, `chmod 700 ${state.path}`)
        : ok("runtime", `${state.path} can be written`),
    );
  } catch (error) {
    findings.push(
      fail("runtime", messageOf(error), "Make the folder writable, or choose another with --home."),
    );
  }
  const stale = locksIn(state).filter(({ stale: old }) => old);
  if (stale.length > 0)
    findings.push(
      warn(
        "runtime",
        `${stale.length} locks of processes that are gone: ${stale.map(({ name }) => name).join(", ")}`,
        "Nothing to do: the next process takes them over.",
      ),
    );
  return findings;
};

export const checkConfig = (config: Config, state: StateFolder): readonly Finding[] => {
  const untrusted = [...config.entries.values()].filter((entry) => !isTrusted(entry, state));
  const hidden = [...config.entries.values()].filter(({ shadows }) => shadows !== undefined);
  return [
    ok("config", `${config.entries.size} servers from ${config.layers.map(({ file }) => file).join(", ")}`),
    ...config.warnings.map((text) => warn("config", text)),
    ...hidden.map(({ name, layer }) => warn("config", `${name} of ${layer.file} hides one of the same name`)),
    ...untrusted.map(({ name }) =>
      warn("config", `${name} is not approved`, `jackfield-connect list --approve ${name}`),
    ),
  ];
};

export const checkProxy = (env: Environment, flag: string | undefined): Finding => {
  const { http, https, noProxy } = proxySettings(env, flag);
  if (http === undefined && https === undefined) return ok("network", "no proxy");
  const host = (text: string | undefined): string =>
    text === undefined ? "none" : text.replace(/\/\/[^@/]*@/, "//***@");
  return ok(
    "network",
    `proxy for https: ${host(https)}, for http: ${host(http)}${noProxy === undefined ? "" : `, not for: ${noProxy}`}`,
  );
};

/** What a program of the size that Node servers have takes at most, in bytes. */
const perProgram = 200 * 1024 * 1024;

/** Whether all programs of the configuration fit into the container's memory, where there is a limit. */
export const checkMemory = (
  programs: number,
  limitFile = "/sys/fs/cgroup/memory.max",
): readonly Finding[] => {
  let limit: number;
  try {
    limit = Number(readFileSync(limitFile, "utf8"));
  } catch {
    return [];
  }
  if (!Number.isFinite(limit) || programs === 0) return [];
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
  const worst = programs * perProgram;
  const text = `${programs} programs may take ${megabytes(worst)} of ${megabytes(limit)}`;
  return [
    worst > limit
      ? warn("memory", text, "Lower gateway.maxConcurrentServers, or raise the limit.")
      : ok("memory", text),
  ];
};
