import { createInterface } from "node:readline";
import { beginCode, idleRedirect, type Wish } from "../auth/begin.js";
import { openLogin } from "../auth/browser-login.js";
import { readPaste } from "../auth/callback.js";
import { scopesOf } from "../auth/challenge.js";
import type { LoginContext, LoginMethod } from "../auth/context.js";
import { demandOf } from "../auth/demand.js";
import { awaitDevice, beginDevice } from "../auth/device.js";
import type { Discovery } from "../auth/discovery.js";
import { type Finish, finishCode } from "../auth/finish.js";
import { chooseMethod } from "../auth/oauth.js";
import { readPending, removePending } from "../auth/pending.js";
import { isFresh } from "../auth/token-store.js";
import type { Environment } from "../config/interpolate.js";
import { Failure } from "../failure.js";
import { type RefusalKind, refusalOf } from "../refusal.js";
import { type Context, createContext } from "./context.js";
import { type Flags, numberOf, readFlags } from "./flags.js";
import { print, say } from "./output.js";
import { loginTarget } from "./target.js";

const failureKinds: Partial<Readonly<Record<RefusalKind, Failure["kind"]>>> = {
  unreachable: "network",
  timeout: "timeout",
  "login-needed": "login-refused",
};

/** A refusal in the middle of a login, as the end of the command. */
const asFailure = (error: unknown): never => {
  if (error instanceof Failure) throw error;
  const { kind, message } = refusalOf(error);
  throw new Failure(failureKinds[kind] ?? "failed", message);
};

const methodOf = (flags: Flags): LoginMethod | "print-url" => {
  if (flags.browser === true) return "browser";
  if (flags.paste !== undefined) return "paste";
  if (flags.device === true) return "device";
  if (flags["print-url"] === true) return "print-url";
  return "auto";
};

/** Lines from standard input until one finishes the login. */
const fromInput = async (context: LoginContext, allowBareCode: boolean): Promise<Finish> => {
  const { state, key, clock } = context;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const pendings = readPending(state, key, clock.now());
    const judged = readPaste(line, pendings, { allowBareCode, now: clock.now() });
    if (judged.kind === "unusable") {
      say(judged.message);
      continue;
    }
    if (judged.kind === "denied") {
      removePending(state, key, judged.pending);
      return { kind: "refused", message: judged.message };
    }
    const finish = await finishCode(context, judged.pending, judged.code);
    if (finish.kind !== "try-again") return finish;
    say(finish.message);
  }
  return { kind: "refused", message: "The login was not finished: the input has ended" };
};

const report = (context: LoginContext, finish: Finish | undefined): number => {
  if (finish === undefined)
    throw new Failure(
      "timeout",
      "Nobody logged in in time",
      `Try again: jackfield-connect login ${context.name}`,
    );
  if (finish.kind !== "done") throw new Failure("login-refused", finish.message);
  const { expiresAt, scope } = finish.token;
  const until = expiresAt === null ? "without a known end" : `until ${new Date(expiresAt).toISOString()}`;
  print(`logged in to ${context.name} ${until}${scope === "" ? "" : `, scope ${scope}`}`);
  return 0;
};

const inTime = async (finish: Promise<Finish>, seconds: number): Promise<Finish | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), seconds * 1_000);
  });
  return Promise.race([finish, late]).finally(() => clearTimeout(timer));
};

const byBrowser = async (
  context: LoginContext,
  wish: Wish,
  allowBareCode: boolean,
  seconds: number,
): Promise<Finish | undefined> => {
  const login = await openLogin(context, wish);
  const opened = await context.openUrl(login.pending.url);
  say(
    opened ? "A browser window was opened. If you do not see it, open:" : "Open this address in a browser:",
  );
  say(login.pending.url);
  const ways = [login.finished];
  if (process.stdin.isTTY) {
    say("Or log in elsewhere, and paste the address that the browser ended up at here:");
    ways.push(fromInput(context, allowBareCode));
  }
  return inTime(Promise.race(ways), seconds).finally(login.close);
};

const byDevice = async (
  context: LoginContext,
  wish: Wish,
  discovery: Discovery,
  seconds: number,
): Promise<Finish | undefined> => {
  const pending = await beginDevice(context, wish, discovery);
  const { device } = pending;
  say(
    `Open ${device?.verificationUri ?? pending.url} on any device and enter the code ${device?.userCode ?? ""}`,
  );
  if (pending.url !== device?.verificationUri) say(`Or open ${pending.url}`);
  const life = new AbortController();
  return inTime(awaitDevice(context, pending, life.signal), seconds).finally(() => life.abort());
};

const byPaste = async (
  context: LoginContext,
  wish: Wish,
  discovery: Discovery,
  allowBareCode: boolean,
  seconds: number,
): Promise<Finish | undefined> => {
  const pending = await beginCode(context, wish, discovery, "paste", idleRedirect(context, discovery));
  say(`Open this address in any browser and log in:\n${pending.url}`);
  say(
    `Then paste the address that the browser ended up at (it begins with ${pending.redirectUri}; the page itself may fail to load):`,
  );
  return inTime(fromInput(context, allowBareCode), seconds);
};

/** `login`: a new token for one server. */
export const login = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("login", args, 1);
  const context = createContext(env, flags);
  const target = await loginTarget(context, words[0]);
  const { tokens, clock } = target;
  const token = tokens.read();
  const wanted = (flags.scope ?? []).flatMap((scope) => scopesOf(scope.replaceAll(",", " ")));
  const isEnough = wanted.every((scope) => scopesOf(token?.scope).includes(scope));
  if (token !== undefined && isFresh(token, clock.now()) && isEnough && flags.force !== true) {
    process.stdout.write(`already logged in to ${target.name}; use --force for a new login\n`);
    return 0;
  }
  const seconds = numberOf(flags, "timeout", numberOf(flags, "auth-timeout", 300));
  if (flags.paste !== undefined && flags.paste !== "" && flags.paste !== "-")
    return finishWith(context, target, flags.paste);
  try {
    const demand = await demandOf(target);
    if (demand.kind === "none") {
      print(`${target.name} asks for no login`);
      return 0;
    }
    const { wish, discovery } = demand;
    const choice = methodOf(flags);
    if (choice === "print-url") {
      const pending = await beginCode(target, wish, discovery, "paste", idleRedirect(target, discovery));
      print(pending.url);
      return 0;
    }
    const loginAt = { ...target, method: choice === "auto" ? target.method : choice };
    const method = chooseMethod(loginAt, discovery.server.device_authorization_endpoint !== undefined);
    const bare = flags["allow-bare-code"] === true;
    switch (method) {
      case "browser":
        return report(target, await byBrowser(target, wish, bare, seconds));
      case "device":
        return report(target, await byDevice(target, wish, discovery, seconds));
      case "paste":
        return report(target, await byPaste(target, wish, discovery, bare, seconds));
    }
  } catch (error) {
    return asFailure(error);
  }
};

const finishWith = async (context: Context, target: LoginContext, text: string): Promise<number> => {
  const { state, key, clock } = target;
  const pendings = readPending(state, key, clock.now());
  if (pendings.length === 0)
    throw new Failure(
      "login-refused",
      `No login at ${target.name} is in progress`,
      `Begin one: jackfield-connect login ${target.name}`,
    );
  const judged = readPaste(text, pendings, {
    allowBareCode: context.flags["allow-bare-code"] === true,
    now: clock.now(),
  });
  if (judged.kind === "unusable") throw new Failure("login-refused", judged.message);
  if (judged.kind === "denied") {
    removePending(state, key, judged.pending);
    throw new Failure("login-refused", judged.message);
  }
  return report(target, await finishCode(target, judged.pending, judged.code));
};

const firstLine = async (): Promise<string> => {
  for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== "") return line;
  throw new Failure("usage", "No address was given", "Paste the address that the browser ended up at.");
};

/** `complete-login`: finishes a login that another process has begun. */
export const completeLogin = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("complete-login", args, 1);
  const context = createContext(env, flags);
  const target = await loginTarget(context, words[0]);
  const redirectUrl = flags["redirect-url"];
  const text =
    redirectUrl === undefined || redirectUrl === "" || redirectUrl === "-" ? await firstLine() : redirectUrl;
  return finishWith(context, target, text);
};
