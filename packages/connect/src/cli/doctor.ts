import type { Environment } from "../config/interpolate.js";
import { serverOf } from "../config/server.js";
import { type Finding, fail, ok } from "../doctor/finding.js";
import { checkConfig, checkMemory, checkProxy, checkRuntime } from "../doctor/machine.js";
import { checkRemote } from "../doctor/remote.js";
import { exitCodes, Failure, messageOf } from "../failure.js";
import { failureOf, meet } from "./ask.js";
import { type Context, createContext, isAddress } from "./context.js";
import { withoutCredentials } from "./environment.js";
import { readFlags } from "./flags.js";
import { bearerOf } from "./headers.js";
import { contextFor, entryOf } from "./named.js";
import { allHeaders } from "./open-server.js";
import { print, printJson } from "./output.js";
import { loginTarget } from "./target.js";

type Report = { readonly server: string; readonly findings: readonly Finding[]; readonly code: number };

const isFailed = (findings: readonly Finding[]): boolean => findings.some(({ level }) => level === "fail");

const connected = async (
  context: Context,
  name: string,
  key: string | undefined,
  before: readonly Finding[],
): Promise<Report> => {
  try {
    const met = await meet(context, name, 30);
    const modern = key !== undefined && context.state.read(`era/${key}.json`)?.era === "modern";
    const protocol = modern
      ? "protocol 2026-07-28 only, translated for older clients"
      : `protocol ${met.protocol}`;
    const text = `${met.name} ${met.version}, ${protocol}, ${met.tools} tools, ${met.ms} ms`;
    return { server: name, findings: [...before, ok("connect", text)], code: 0 };
  } catch (error) {
    const failure = failureOf(error);
    return {
      server: name,
      findings: [...before, fail("connect", failure.message, failure.fix)],
      code: exitCodes[failure.kind],
    };
  }
};

const faultOf = (area: "config" | "endpoint", error: unknown): Finding =>
  fail(area, messageOf(error), error instanceof Failure ? error.fix : undefined);

const checkServer = async (context: Context, name: string): Promise<Report> => {
  const own = isAddress(name) ? context : await contextFor(context, name).catch(() => context);
  const { env, credentials, flags } = own;
  const findings: Finding[] = [];
  let fixedToken = bearerOf(credentials, flags) !== undefined;
  let program = false;
  let key: string | undefined;
  let hasHeader = allHeaders(own).authorization !== undefined;
  try {
    if (!isAddress(name)) {
      const server = serverOf(await entryOf(context, name), env);
      program = server.kind === "stdio";
      fixedToken ||= server.kind !== "stdio" && server.auth.type === "bearer";
      hasHeader = server.kind !== "stdio" && allHeaders(own, server).authorization !== undefined;
      findings.push(ok("config", `${name}: all variables are set`));
    }
  } catch (error) {
    return { server: name, findings: [faultOf("config", error)], code: exitCodes.config };
  }
  if (flags["no-network"] === true) return { server: name, findings, code: 0 };
  if (!program) {
    try {
      const target = await loginTarget(context, name);
      const { url, endpoint } = target;
      key = target.key;
      fixedToken ||= hasHeader || endpoint?.hasToken === true;
      findings.push(ok("endpoint", endpoint === undefined ? url.href : `${url.href} (${endpoint.source})`));
      findings.push(...(await checkRemote(target, { refresh: flags.refresh === true, fixedToken })));
    } catch (error) {
      findings.push(faultOf("endpoint", error));
    }
    if (isFailed(findings))
      return {
        server: name,
        findings,
        code: findings.some(({ area, level }) => level === "fail" && area === "network")
          ? exitCodes.network
          : exitCodes.failed,
      };
    if (findings.some(({ text }) => text === "no login yet"))
      return { server: name, findings, code: exitCodes["login-needed"] };
  }
  return connected(context, name, key, findings);
};

const printFinding = ({ level, area, text, fix }: Finding): void => {
  print(`${level.padEnd(5)}${area.padEnd(9)}${text}`);
  if (fix !== undefined) print(`${" ".repeat(14)}fix: ${fix}`);
};

/** `doctor`: looks at everything between this machine and a tool, and says what to do about what is wrong. */
export const doctor = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("doctor", args, 1);
  const quiet = { ...flags, auth: "tool", "log-level": flags["log-level"] ?? "error" };
  const context = createContext(env, quiet, words.length > 0 ? env : withoutCredentials(env));
  const config = await context.config();
  const names =
    words.length > 0
      ? words
      : [...config.entries.values()].flatMap(({ name, raw }) => (raw.enabled === false ? [] : name));
  const programs = [...config.entries.values()].filter(({ raw }) => typeof raw.command === "string").length;
  const machine = [
    ...checkRuntime(context.state),
    ...checkConfig(config, context.state),
    checkProxy(env, flags.proxy ?? config.proxy),
    ...checkMemory(programs),
  ];
  if (flags.json !== true) for (const finding of machine) printFinding(finding);
  const reports: Report[] = [];
  for (const name of names) {
    const report = await checkServer(context, name);
    reports.push(report);
    if (flags.json === true) continue;
    print(`\n${name}`);
    for (const finding of report.findings) printFinding(finding);
  }
  if (flags.json === true)
    printJson({ machine, servers: reports.map(({ server, findings }) => ({ server, findings })) });
  if (isFailed(machine)) return exitCodes.failed;
  const [only, ...more] = reports;
  if (only !== undefined && more.length === 0) return only.code;
  return reports.some(({ code }) => code !== 0) ? exitCodes.failed : 0;
};
