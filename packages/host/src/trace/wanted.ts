import type { Environment, ServerDefinition } from "@jackfield/contract";
import { Problem } from "../problem.js";
import type { Tracing } from "./spans.js";

const endpointVariables = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
const protocolVariables = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];

/** For the help of a server. */
export const traceVariables: readonly (readonly [string, string])[] = [
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "Send spans of OpenTelemetry to this collector, as OTLP in JSON"],
];

const first = (names: readonly string[], environment: Environment): readonly [string, string] | undefined => {
  for (const name of names) {
    const value = environment[name]?.trim();
    if (value) return [name, value];
  }
  return undefined;
};

/**
 * Tracing where the variables of OpenTelemetry name a collector; everything that it takes is loaded only then. `log` takes
 * what goes wrong with it. Throws `Problem` for an endpoint or a protocol that cannot be used.
 */
export const openTracing = async (
  environment: Environment,
  definition: ServerDefinition,
  log: (line: string) => void,
): Promise<Tracing | undefined> => {
  const off =
    environment.OTEL_SDK_DISABLED?.trim() === "true" || environment.OTEL_TRACES_EXPORTER?.trim() === "none";
  const endpoint = first(endpointVariables, environment);
  if (off || endpoint === undefined) return undefined;
  const [variable, url] = endpoint;
  // The URL itself is not repeated: it may hold a password.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Problem(`${variable} must be an http or https URL such as http://127.0.0.1:4318.`);
  const [protocolVariable, protocol] = first(protocolVariables, environment) ?? [];
  if (protocol === "grpc")
    throw new Problem(`${protocolVariable} must be http/json: this server has no gRPC.`);
  const { createTracing } = await import("./spans.js");
  return createTracing(definition, log);
};
