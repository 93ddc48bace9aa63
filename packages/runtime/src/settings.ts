import type { Environment, EventReader, HttpTool, Tenant, ToolError } from "@jackfield/contract";
import type { Clock } from "./clock.js";
import type { ConfirmPolicy } from "./consent.js";
import type { CredentialSettings } from "./credentials/index.js";
import type { OpenFile } from "./file-arguments.js";
import type { Transport } from "./http/transport.js";
import type { ReplyLimits } from "./reply/index.js";
import type { Updates } from "./updates.js";

/** What the operator says of the whole process, the same for every tenant. */
export type EngineSettings = {
  /** The process environment: where servers are (`BW_ENVIRONMENT`, override variables). No credential is read from it. */
  readonly environment: Environment;
  /** `--base-url` or `JACKFIELD_BASE_URL`; checked beforehand by `checkHosts`. */
  readonly baseUrl?: string;
  /** Values for the variables of server URLs (`--server-variable`). */
  readonly serverVariables?: Readonly<Record<string, string>>;
  readonly credentials?: Partial<CredentialSettings>;
  /** Keeps the cookies that an API sets, for the later calls of the same tenant. */
  readonly keepCookies?: boolean;
  /** For one HTTP call in all; 30 when absent. */
  readonly timeoutSeconds?: number;
  readonly limits?: Partial<ReplyLimits>;
  /** Reads the files that `file:` URLs in arguments name; without it none is read. */
  readonly openFile?: OpenFile;
  /** When a person is asked before a tool runs; absent: `marked`. */
  readonly confirm?: ConfirmPolicy;
  /** Takes one line for the operator's log; secrets are already removed. */
  readonly report?: (line: string) => void;
};

/** Asked once for each HTTP call, right before it goes out; an error keeps it back. */
export type Admit = (tenant: Tenant, tool: HttpTool) => Promise<ToolError | undefined>;

/** What an engine takes from outside: in tests, simulations and rehearsals another transport and clock than the system's. */
export type EngineParts = {
  readonly transport?: Transport;
  /** Puts something around the transport, such as a record of what is sent. */
  readonly around?: (transport: Transport) => Transport;
  readonly clock?: Clock;
  /** Absent: every call goes out. */
  readonly admit?: Admit;
  /** The events of a tenant, by its id. Absent: the server receives none. */
  readonly events?: (tenant: string) => EventReader;
  /** Tells clients of resources that changed. Absent: those of this engine alone. */
  readonly updates?: Updates;
};
