import type { Clock } from "../clock.js";
import type { GatewaySettings } from "../config/types.js";
import { messageOf } from "../failure.js";
import type { JsonObject } from "../json-rpc.js";
import { foreign } from "../redact.js";
import { Refusal, refusalOf } from "../refusal.js";
import { type Breaker, createBreaker } from "./breaker.js";
import { type Connection, listAll } from "./connection.js";

/** What is known of a server before anybody has connected to it. */
export type ServerFace = {
  readonly name: string;
  readonly transport: "http" | "stdio" | "profile";
  readonly auth: string;
  readonly description: string | undefined;
  readonly timeout: number;
  readonly offered: (tool: string) => boolean;
  /** Why it may not be used, for example because nobody has approved it. */
  readonly blocked: "untrusted" | "disabled" | undefined;
  /** A fault of its entry in the configuration. */
  readonly fault: string | undefined;
};

type Status =
  | "idle"
  | "connecting"
  | "connected"
  | "needs_auth"
  | "login_pending"
  | "failed"
  | "circuit_open"
  | "untrusted"
  | "disabled";

/** Something a server tells us unasked. */
export type ServerNews = { readonly method: string; readonly params: JsonObject };
type Dial = (name: string, onNews: (news: ServerNews) => void) => Promise<Connection>;

type Slot = {
  readonly face: ServerFace;
  readonly breaker: Breaker;
  connection: Connection | undefined;
  dialling: Promise<Connection> | undefined;
  /** Taken up to leave no duplicate when a dial is overtaken. */
  epoch: number;
  state: "idle" | "needs_auth" | "failed";
  lastError: string | undefined;
  lastUse: number;
  running: number;
  tools: { readonly items: readonly JsonObject[]; readonly until: number } | undefined;
  instructions: string | undefined;
};

export type Servers = {
  readonly all: readonly ServerFace[];
  get(name: string): ServerFace | undefined;
  status(name: string): {
    readonly status: Status;
    readonly lastError: string | undefined;
    readonly running: number;
    readonly idleSeconds: number;
    readonly breaker: Breaker["state"];
    readonly toolCount: number | undefined;
  };
  /** Connects if need be and runs one exchange. Rejects with a Refusal; faults of the transport count for the breaker. */
  use<Value>(name: string, work: (connection: Connection) => Promise<Value>): Promise<Value>;
  /** The tools of a server that its filter offers, from memory while they are good. */
  tools(name: string): Promise<readonly JsonObject[]>;
  instructions(name: string): string | undefined;
  /** The machine slept: connections may be dead without anybody having said so. */
  woke(): void;
  /** A login has changed: the next use connects again. */
  forget(name: string): Promise<void>;
  close(): Promise<void>;
};

/** Faults that say that the transport is broken. A login, a refusal by the server or a cancellation says nothing. */
const countsAsFault = ({ kind, details }: Refusal): boolean =>
  kind !== "login-needed" && kind !== "filtered" && kind !== "circuit-open" && details.cancelled !== true;

/** Faults after which a connection cannot be used any more. */
const breaksConnection = ({ kind, details }: Refusal): boolean =>
  ["unreachable", "session-lost", "login-needed"].includes(kind) && details.cancelled !== true;

type ServersOptions = {
  readonly faces: readonly ServerFace[];
  readonly dial: Dial;
  readonly settings: GatewaySettings;
  readonly clock: Clock;
  readonly loginPending: (name: string) => boolean;
};

/** The configured servers: connected when they are needed, let go when nobody uses them. */
export const createServers = (options: ServersOptions): Servers => {
  const { dial, settings, clock, loginPending } = options;
  const slots = new Map<string, Slot>(
    options.faces.map((face) => [
      face.name,
      {
        face,
        breaker: createBreaker(settings.breaker, clock),
        connection: undefined,
        dialling: undefined,
        epoch: 0,
        state: "idle",
        lastError: face.fault,
        lastUse: clock.steady(),
        running: 0,
        tools: undefined,
        instructions: undefined,
      },
    ]),
  );
  const slotOf = (name: string): Slot => {
    const slot = slots.get(name);
    if (slot === undefined)
      throw new Refusal(
        "filtered",
        `There is no server ${name}; there are: ${[...slots.keys()].join(", ") || "none"}`,
      );
    return slot;
  };
  const drop = async (slot: Slot): Promise<void> => {
    const { connection } = slot;
    slot.connection = undefined;
    slot.epoch += 1;
    await connection?.close().catch(() => undefined);
  };
  const connected = (): readonly Slot[] =>
    [...slots.values()].filter(({ connection }) => connection !== undefined);
  const evictFor = async (): Promise<void> => {
    const idle = connected()
      .filter(({ running }) => running === 0)
      .sort((a, b) => a.lastUse - b.lastUse);
    // When all are busy there are more for a while; the next eviction makes up for it.
    const over = connected().length + 1 - settings.maxConcurrentServers;
    for (const slot of idle.slice(0, Math.max(0, over))) await drop(slot);
  };

  const onNews =
    (slot: Slot) =>
    (news: ServerNews): void => {
      if (news.method === "notifications/tools/list_changed") slot.tools = undefined;
    };

  const dialNow = async (slot: Slot): Promise<Connection> => {
    const { epoch } = slot;
    await evictFor();
    const connection = await dial(slot.face.name, onNews(slot));
    if (slot.epoch !== epoch || slot.connection !== undefined) {
      // Somebody was quicker, or a login has changed meanwhile: one of the two is too many.
      await connection.close();
      if (slot.connection !== undefined) return slot.connection;
      return dialNow(slot);
    }
    slot.connection = connection;
    slot.state = "idle";
    slot.lastError = undefined;
    slot.tools = undefined;
    const { instructions } = connection.welcome;
    slot.instructions = typeof instructions === "string" ? instructions : undefined;
    return connection;
  };
  const connectionOf = (slot: Slot): Promise<Connection> => {
    if (slot.connection !== undefined) return Promise.resolve(slot.connection);
    slot.dialling ??= dialNow(slot).finally(() => {
      slot.dialling = undefined;
    });
    return slot.dialling;
  };

  const refuseBlocked = ({ face, lastError }: Slot): void => {
    const { name, blocked, fault } = face;
    if (blocked === "untrusted")
      throw new Refusal(
        "filtered",
        `The server ${name} comes from a project file and is not approved; a person has to run: jackfield-connect list --approve ${name}`,
      );
    if (blocked === "disabled")
      throw new Refusal("filtered", `The server ${name} is switched off in the configuration`);
    if (fault !== undefined) throw new Refusal("filtered", lastError ?? fault);
  };

  const use: Servers["use"] = async (name, work) => {
    const slot = slotOf(name);
    refuseBlocked(slot);
    const wait = slot.breaker.refusal();
    if (wait !== undefined)
      throw new Refusal(
        "circuit-open",
        `${name} has failed several times (${slot.lastError ?? "no details"}); retry in ${wait} s`,
        { retryAfter: wait },
      );
    slot.running += 1;
    slot.lastUse = clock.steady();
    try {
      const value = await work(await connectionOf(slot));
      slot.breaker.succeeded();
      return value;
    } catch (error) {
      const refusal = refusalOf(error);
      if (countsAsFault(refusal)) {
        slot.breaker.failed();
        slot.state = "failed";
        slot.lastError = foreign(refusal.message);
      } else slot.breaker.undecided();
      if (refusal.kind === "login-needed") slot.state = "needs_auth";
      if (breaksConnection(refusal)) await drop(slot);
      throw refusal;
    } finally {
      slot.running -= 1;
      slot.lastUse = clock.steady();
    }
  };

  const evictIdle = (): void => {
    const now = clock.steady();
    for (const slot of connected())
      if (slot.running === 0 && now - slot.lastUse >= settings.idleTtlSecs * 1_000) void drop(slot);
  };
  const sweeper =
    settings.idleTtlSecs === 0
      ? undefined
      : setInterval(evictIdle, Math.max(50, Math.min(settings.idleTtlSecs * 250, 30_000)));
  sweeper?.unref();

  const statusOf = (slot: Slot): Status => {
    const { face, connection, dialling, breaker, state } = slot;
    if (face.blocked !== undefined) return face.blocked;
    if (connection !== undefined) return "connected";
    if (dialling !== undefined) return "connecting";
    if (breaker.state === "open") return "circuit_open";
    if (loginPending(face.name)) return "login_pending";
    return face.fault === undefined ? state : "failed";
  };

  return {
    all: options.faces,
    get: (name) => slots.get(name)?.face,
    status(name) {
      const slot = slotOf(name);
      return {
        status: statusOf(slot),
        lastError: slot.lastError,
        running: slot.running,
        idleSeconds: Math.round((clock.steady() - slot.lastUse) / 1_000),
        breaker: slot.breaker.state,
        toolCount: slot.tools?.items.length,
      };
    },
    use,
    async tools(name) {
      const slot = slotOf(name);
      if (slot.tools !== undefined && clock.steady() < slot.tools.until) return slot.tools.items;
      const { items, ttlMs } = await use(name, (connection) =>
        listAll(connection, "tools/list", "tools", slot.face.timeout),
      );
      const offered = items.filter((tool) => typeof tool.name === "string" && slot.face.offered(tool.name));
      slot.tools = {
        items: offered,
        until: ttlMs === undefined ? Number.POSITIVE_INFINITY : clock.steady() + ttlMs,
      };
      return offered;
    },
    instructions: (name) => slots.get(name)?.instructions,
    woke() {
      for (const { connection } of connected()) connection?.woke();
    },
    async forget(name) {
      const slot = slotOf(name);
      slot.state = "idle";
      await drop(slot);
    },
    async close() {
      clearInterval(sweeper);
      const late = clock.sleep(5_000);
      await Promise.race([Promise.all([...slots.values()].map((slot) => drop(slot))), late]);
    },
  };
};

export const reasonOf = (error: unknown): string => foreign(messageOf(error));
