import { type Simulator, type SimulatorOptions, startSimulator } from "@jackfield/bandwidth-simulator";
import { onTestFinished } from "vitest";
import { type Connection, connect, type Variables } from "./bandwidth-mcp.js";

export type Value = Readonly<Record<string, unknown>>;

/** The variables that send a server to a simulator, with its credentials. */
export const variablesFor = ({ url }: Pick<Simulator, "url">): Variables => ({
  BW_API_URL: url,
  BW_VOICE_URL: url,
  BW_MESSAGING_URL: url,
  BW_MFA_URL: url,
  BW_CLIENT_ID: "simulator-client",
  BW_CLIENT_SECRET: "simulator-secret",
});

type With = {
  readonly options?: SimulatorOptions;
  readonly args?: readonly string[];
  readonly variables?: Variables;
};

/** The server as a user has it, with a simulator in the vendor's place; both end with the test. */
export const withSimulator = async ({ options = {}, args = [], variables = {} }: With = {}) => {
  const simulator = await startSimulator({ speed: 100, ...options });
  onTestFinished(() => simulator.close());
  const server = await connect(args, { ...variablesFor(simulator), ...variables });
  return { simulator, server };
};

/** Calls a tool that has to succeed. */
export const succeed = async (server: Connection, tool: string, args: Value = {}): Promise<Value> => {
  const result = await server.call(tool, args);
  if (result.isError) throw new Error(`${tool} failed: ${result.text}`);
  return result.value;
};
