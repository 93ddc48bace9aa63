import type { ToolResult } from "@jackfield/contract";
import type { CallOptions, Offer } from "@jackfield/runtime";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = {
  /** One finished request. `route` is one of the server's own, so that no caller can make up labels. */
  request(route: string, status: number, seconds: number): void;
  /** The same offer, whose calls are counted and timed by tool. */
  counted(offer: Offer): Offer;
  /** What `/metrics` answers, and its content type. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
};

const outcomeOf = ({ isError }: ToolResult, { isOpen }: CallOptions): "asked" | "error" | "ok" => {
  if (isOpen?.()) return "asked";
  return isError ? "error" : "ok";
};

/** The figures of one server, in a registry of their own. */
export const createMetrics = (gauges: { sessions(): number; requests(): number }): Metrics => {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests by route and status",
    labelNames: ["route", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time until the response was sent, by route",
    labelNames: ["route"],
    registers,
  });
  const calls = new Counter({
    name: "mcp_tool_calls_total",
    help: "Tool calls by tool and outcome",
    labelNames: ["tool", "outcome"],
    registers,
  });
  const callDurations = new Histogram({
    name: "mcp_tool_call_duration_seconds",
    help: "Time of a tool call, by tool",
    labelNames: ["tool"],
    registers,
  });
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("mcp_sessions", "Open sessions of clients with a handshake revision", gauges.sessions);
  gauge("http_requests_in_flight", "Requests that are not answered yet", gauges.requests);
  return {
    request(route, status, seconds) {
      requests.inc({ route, status });
      durations.observe({ route }, seconds);
    },
    counted: (offer) => ({
      ...offer,
      async call(tenant, tool, args, options) {
        const done = callDurations.startTimer({ tool });
        const result = await offer.call(tenant, tool, args, options);
        done();
        calls.inc({ tool, outcome: outcomeOf(result, options) });
        return result;
      },
    }),
    text: async () => ({ type: register.contentType, body: await register.metrics() }),
  };
};
